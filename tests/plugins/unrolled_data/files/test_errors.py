import gzip
import json

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unrolled_data
from unrolled import DataError

FIELDS = {"text": {"column": "review", "kind": "text"}, "label": {"column": "stars", "kind": "label"}}
TAGGED = {"words": {"kind": "tokens", "column": 0}, "tags": {"kind": "labels", "column": 1}}
NUMBER = {"text": {"kind": "text"}, "y": {"kind": "number"}}
FRAMES = {"x": {"kind": "frames"}}
HEAD = "review,stars\n"


@pytest.fixture
def problems(read):
    """The lines that a section ends with."""

    def reader(**section):
        if "train" in section:
            section = {"validation": section["train"], "test": section["train"], **section}
        with pytest.raises(DataError) as caught:
            read(**section)
        return str(caught.value).splitlines()

    return reader


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "a.csv: the file is empty."),
        (HEAD, "a.csv: there are no rows."),
        ("\ufeff", "a.csv: there are no rows."),
        ("\n\n", "a.csv: there are no rows."),
        (b"review,stars\nfine,1\n\xe4h,2\n", "a.csv:3: not valid UTF-8: 0xe4 at byte 20 (invalid"),
        (b"\xef\xbb\xbfreview,stars\n\xe4h,2\n", "a.csv:2: not valid UTF-8: 0xe4 at byte 16 ("),
        ("review,stars\n".encode("utf-16"), "a.csv:1: NUL at byte 3"),
        (HEAD + "fine\0,1\n", "a.csv:2: NUL at byte 17: this is no text file"),
        (HEAD + "fine,1\nbad,\n", "a.csv:3: field 'label' (column 'stars') is missing."),
        (HEAD + '"two\nlines",1\nbad,\n', "a.csv:4: field 'label' (column 'stars') is missing."),
        (HEAD + '"a\u2028b",1\nbad,\n', "a.csv:3: field 'label' (column 'stars') is missing."),
        (HEAD + '"bad\n\n",\n', "a.csv:2: field 'label' (column 'stars') is missing."),
        (HEAD + " ,1\n", "a.csv:2: field 'text' (column 'review') is missing."),
        (HEAD + "fine, really,1\n", "a.csv:2: 3 columns, where the header has 2."),
        (HEAD + 'fine,1\n"open,1\n', "a.csv:3: malformed from this row on: unexpected end of data."),
        ("review,stars\rfine,1\r", "a.csv:1: malformed from this row on: new-line character seen in unquoted field."),
        ("review,star\nfine,1\n", "a.csv:1: column 'stars' is not in the header, which has review and star;"),
        ("review,star\nfine,1\n", "Did you mean 'star'?"),
        ("fine,1\n", "a file without a header needs indices: column: 0."),
        ("review,stars,stars\na,1,1\n", "a.csv:1: column 'stars' stands 2 times in the header."),
    ],
)
def test_what_is_wrong_in_a_csv_file_is_said_with_its_place(folder, problems, content, expected):
    folder(a__csv=content)
    lines = problems(fields=FIELDS, train="a.csv")
    assert any(expected in line for line in lines), lines


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a\nb\n", "a.csv:1: no column 1: this row has 1, counted from 0."),
        ("0,x\nb\n", "a.csv:2: 1 columns, where the first row has 2."),
    ],
)
def test_a_file_without_header_is_measured_by_its_first_row(folder, problems, content, expected):
    folder(a__csv=content)
    assert problems(fields={"text": {"kind": "text", "column": 1}}, train="a.csv") == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("good", "is 'good', not a number."),
        ("1_0", "is '1_0', not a number."),
        ("nan", "is 'nan', not a finite number."),
        ("1e999", "is '1e999', not a finite number."),
        ("", "is missing."),
    ],
)
def test_a_number_must_be_one_and_finite(folder, problems, cell, expected):
    folder(a__tsv=f"text\ty\nfine\t{cell}\n")
    assert problems(fields=NUMBER, train="a.tsv") == [f"a.tsv:2: field 'y' (column 'y') {expected}"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": "a", "y": NaN}', "a.jsonl:1: field 'y' (column 'y') is nan, not a finite number."),
        ('{"text": "a", "y": true}', "a.jsonl:1: field 'y' (column 'y') is True, not a number."),
        (f'{{"text": "a", "y": 1{"0" * 400}}}', "0..., not a finite number."),
        ('\n{"text": "a", "y": 1\n', "a.jsonl:2: not valid JSON: "),
        ("[" * 100_000, "a.jsonl:1: not readable JSON: nested too deeply."),
        (f'{{"text": "a", "y": {"1" * 5000}}}', "a.jsonl:1: not readable JSON: "),
        ("[1]", "a.jsonl:1: a JSON object is expected, this is of type list."),
        ('{"test": "a", "y": 1}', "a.jsonl:1: there is no key 'text'. Did you mean 'test'?"),
        ('{"text": null, "y": 1}', "a.jsonl:1: field 'text' (column 'text') is missing."),
        ('{"text": "\\ud800", "y": 1}', "a.jsonl:1: field 'text' (column 'text') holds half of a surrogate pair"),
        ('{"text": ["a"], "y": 1}', "a.jsonl:1: field 'text' (column 'text') is ['a'], not text."),
    ],
)
def test_what_is_wrong_in_a_json_line_is_said_with_its_line(folder, problems, content, expected):
    folder(a__jsonl=content)
    lines = problems(fields=NUMBER, train="a.jsonl")
    assert any(expected in line for line in lines), lines


@pytest.mark.parametrize(
    ("kinds", "content", "expected"),
    [
        (["frames"], "[[[1, 2], [3]]]", "has frames of 1 and of 2 numbers, where all must be alike."),
        (["frames"], "[[1, 2]]", "is [1, 2], not a list of frames, each a list of numbers."),
        (["tokens"], '[["a", ""]]', "has an empty item."),
        (["tokens"], "[[]]", "is missing."),
        (["text", "label"], '["a", 1.5]', "is 1.5, not a label (text, an integer, true or false)."),
        (["tokens", "labels"], '["a b", "X"]', "has 1 labels for 2 tokens."),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(folder, problems, kinds, content, expected):
    values = json.loads(content)
    folder(a__jsonl=json.dumps(dict(zip(kinds, values, strict=True))))
    (line,) = problems(fields={kind: {"kind": kind} for kind in kinds}, train="a.jsonl")
    assert line.startswith(f"a.jsonl:1: field '{kinds[-1]}' ")
    assert line.endswith(expected)


def test_a_conll_row_with_too_few_columns_is_named(folder, problems):
    folder(a__conll="one O\n\ntwo\n")
    expected = "a.conll:3: 1 columns, where column 1 is asked for, counted from 0."
    assert problems(fields=TAGGED, train="a.conll") == [expected]


# A packed file holds the time, which would give the tests of each process other names.
PACKED = gzip.compress(HEAD.encode(), mtime=0), gzip.compress(b"x" * 99, mtime=0)


@pytest.mark.parametrize("content", [b"no gzip", PACKED[0][:-9], PACKED[1][:10]], ids=["none", "cut short", "cut off"])
def test_a_damaged_gzip_file_is_named(folder, problems, content):
    folder(a__csv__gz=content)
    assert problems(fields=FIELDS, train="a.csv.gz")[0].startswith("a.csv.gz: cannot be read: ")


def test_missing_files_and_directories_are_all_named_before_anything_is_read(folder, problems):
    (folder(reviews__csv="") / "dir.csv").mkdir()
    assert problems(fields=FIELDS, train="review.csv", validation="dir.csv", test="none/x.csv") == [
        "review.csv: there is no such file. Did you mean 'reviews.csv'?",
        "dir.csv: is a directory, where a file is expected.",
        "none/x.csv: there is no such file.",
    ]


def test_a_url_that_cannot_be_fetched_is_named(problems):
    assert problems(fields=FIELDS, train="memory://nowhere/a.csv")[0].startswith(
        "memory://nowhere/a.csv: cannot be fetched"
    )
    assert "Protocol not known" in problems(fields=FIELDS, train="nope://a/a.csv")[0]


@pytest.mark.parametrize("location", ["nope://me:secret@host/a.csv", "memory://me:secret@host/none.csv"])
def test_no_password_is_shown_where_a_url_cannot_be_fetched(problems, location):
    lines = problems(fields=FIELDS, train=location)
    assert lines[0].startswith(location.replace("me:secret@", ""))
    assert "secret" not in "".join(lines)


@pytest.mark.parametrize("content", ["", "review,stars\n", "review,stars\nfine,\n", "review,stars\nfine,1\n"])
def test_no_password_is_shown_where_a_fetched_file_is_wrong(problems, content):
    location = "memory://me:secret@host/a.csv"
    with fsspec.open(location, "w") as stream:
        stream.write(content)
    by_column = problems(fields=FIELDS, path=location, split_column="part")
    lines = by_column + problems(fields=FIELDS, path=location)
    assert all(line.startswith("memory://host/a.csv:") for line in lines)
    assert "secret" not in "".join(lines)


def test_a_missing_archive_is_named(folder, problems):
    folder(all__zip="")
    (line,) = problems(fields=FIELDS, train="zip://a.csv::al.zip")
    assert line == "al.zip: there is no such file. Did you mean 'all.zip'?"


def test_parquet_problems_name_the_row_and_the_nearest_column(folder, problems):
    path = folder(a__parquet="PAR1 or not") / "a.parquet"
    assert problems(fields=FIELDS, train="a.parquet")[0].startswith("a.parquet: not a readable Parquet file: ")
    pq.write_table(pa.table({"review": ["a", "b"], "stars": ["1", None]}), path)
    assert problems(fields=FIELDS, train="a.parquet") == ["a.parquet:row 2: field 'label' (column 'stars') is missing."]
    pq.write_table(pa.table({"review": ["a"], "star": ["1"]}), path)
    expected = "a.parquet: column 'stars' is not in the schema, which has review and star. Did you mean 'star'?"
    assert problems(fields=FIELDS, train="a.parquet") == [expected]


def test_twenty_problems_are_shown_and_the_rest_counted(folder, problems):
    folder(a__csv=HEAD + "fine,\n" * 25)
    lines = problems(fields=FIELDS, train="a.csv")
    assert len(lines) == 21
    assert lines[19].startswith("a.csv:21: ")
    assert lines[20] == "a.csv: and 5 more problems."


def test_a_split_column_must_name_splits_and_training_rows(folder, problems):
    folder(a__csv="review,stars,part\nfine,1,trainn\nbad,0,test\n", b__csv="review,stars,part\nbad,0,test\n")
    section = {"fields": FIELDS, "split_column": "part"}
    (line,) = problems(path="a.csv", **section)
    assert line.startswith("a.csv:2: column 'part' says 'trainn', which is none of train, validation, test and")
    assert line.endswith("Did you mean 'train'?")
    assert problems(path="b.csv", **section) == [
        f"b.csv: split '{split}' has no rows: column 'part' never says it." for split in ("train", "validation")
    ]


SECTIONS = {
    "a.csv": FIELDS,
    "b.tsv": NUMBER,
    "c.jsonl": FRAMES,
    "d.parquet": FIELDS,
    "e.txt": {"text": {"kind": "text"}},
    "f.conll": TAGGED,
    "g.csv.gz": FIELDS,
}


@pytest.mark.parametrize("name", SECTIONS)
@given(content=st.binary(max_size=60) | st.text('a",\n\r\t{}[]:1', max_size=40).map(str.encode))
@settings(max_examples=40, deadline=None)
def test_whatever_bytes_a_file_holds_it_gives_examples_or_a_data_error(tmp_path_factory, name, content):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    config = unrolled_data.FilesConfig.parse(
        {"fields": SECTIONS[name], **dict.fromkeys(("train", "validation", "test"), str(path))}
    )
    outcome = attempt(unrolled_data.files_dataset.build(config))
    if isinstance(outcome, DataError):
        assert str(path) in str(outcome)
    else:
        assert outcome
        assert all(list(example) == list(SECTIONS[name]) for example in outcome)


def attempt(dataset):
    try:
        return list(dataset.read(seed=1)["train"])
    except DataError as error:
        return error
