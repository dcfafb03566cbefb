import bz2
import gzip
import lzma
import zipfile

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import unrolled
import unrolled_data

FIELDS = {"text": {"column": "review", "kind": "text"}, "label": {"column": "stars", "kind": "label"}}
SPLITS = ("train", "validation", "test")
TAGGED = {"words": {"kind": "tokens", "column": 0}, "tags": {"kind": "labels", "column": 1}}
EXAMPLES = [{"text": "good, not bad", "label": "5"}, {"text": 'he said "no"', "label": "1"}]
CSV = 'id,review,stars\r\n1,"good, not bad",5\r\n2,"he said ""no""",1\r\n'
TSV = 'id\treview\tstars\n1\tgood, not bad\t5\n2\the said "no"\t1\n'
JSONL = '{"review": "good, not bad", "stars": 5}\n\n{"review": "he said \\"no\\"", "stars": "1"}\n'
SPLIT = "review,stars,part\nfine,1,train\nbad,0,test\nso so,,unlabelled\nwell,1,validation\nBAD,,unlabelled\n"


def many(count):
    return "review,stars\n" + "".join(f"review {number // 2},{number % 5}\n" for number in range(count))


@pytest.mark.parametrize(("name", "content"), [("a__csv", CSV), ("a__tsv", TSV), ("a__jsonl", JSONL)])
def test_formats_agree_plain_and_packed_and_behind_a_byte_order_mark(folder, rows, name, content):
    path, data = name.replace("__", "."), content.encode()
    folder(**{name: content, f"{name}__gz": gzip.compress(data), f"{name}__xz": lzma.compress(data)})
    folder(**{f"{name}__bz2": bz2.compress(data), f"bom_{name}": "\ufeff" + content})
    for location in (path, f"{path}.gz", f"{path}.xz", f"{path}.bz2", f"bom_{path}"):
        assert rows(location, FIELDS) == EXAMPLES


def test_parquet_rows_are_read_and_numbers_become_labels(folder, rows):
    path = folder() / "a.parquet"
    table = pa.table({"review": [example["text"] for example in EXAMPLES], "stars": [5, 1]})
    pq.write_table(table, path, row_group_size=1)
    assert rows("a.parquet", FIELDS) == EXAMPLES


def test_plain_text_is_an_example_a_line_and_only_a_line_feed_ends_one(folder, rows):
    folder(a__txt="first line\r\n\n  second\u2028still second \x0b\n")
    texts = [example["text"] for example in rows("a.txt", {"text": {"kind": "text"}})]
    assert texts == ["first line", "  second\u2028still second \x0b"]


@pytest.mark.parametrize(
    ("lines", "texts"), [(2, ["a\n\n", "b\nc\n"]), (3, ["a\n\nb\n", "c\n"]), (None, ["a\n\nb\nc\n"])]
)
def test_several_lines_of_plain_text_are_an_example_with_their_line_feeds(folder, rows, lines, texts):
    folder(a__txt="a\r\n\nb\nc")
    assert [example["text"] for example in rows("a.txt", {"text": {"kind": "text"}}, lines=lines)] == texts


def test_conll_sentences_end_at_blank_lines_and_documents(folder, rows):
    folder(a__conll="-DOCSTART- O\n\nHermione B-PER\nGranger I-PER\n\n\n-DOCSTART- O\nspell\xa0one O")
    sentences = rows("a.conll", TAGGED)
    assert sentences == [
        {"words": ["Hermione", "Granger"], "tags": ["B-PER", "I-PER"]},
        {"words": ["spell\xa0one"], "tags": ["O"]},
    ]


def test_conll_with_tabs_has_comments_and_words_with_spaces(folder, rows):
    folder(a__conllu="# text = New York #\nNew York\tPROPN\n#\tSYM\n\n")
    assert rows("a.conllu", TAGGED) == [{"words": ["New York", "#"], "tags": ["PROPN", "SYM"]}]


def test_a_sentence_may_begin_with_a_hash_where_there_are_no_tabs(folder, rows):
    folder(a__conll="# O\none O\n")
    assert rows("a.conll", TAGGED)[0]["words"] == ["#", "one"]


def test_a_file_without_header_is_read_by_index(folder, rows):
    folder(a__csv="5,fine\n1,bad\n")
    fields = {"text": {"kind": "text", "column": 1}, "label": {"kind": "label", "column": 0}}
    assert rows("a.csv", fields)[0] == {"text": "fine", "label": "5"}


def test_tabs_always_separate_and_quotation_marks_are_plain(folder, rows):
    folder(a__tsv='review\tstars\n"open\t5\n')
    assert rows("a.tsv", FIELDS) == [{"text": '"open', "label": "5"}]


def test_every_kind_has_its_values(folder, rows):
    record = '{"a": "x y", "b": ["x", "y"], "c": true, "d": "N V", "e": [[1, 2.5]], "f": -2}\n'
    folder(a__jsonl=record)
    kinds = {"a": "text", "b": "tokens", "c": "label", "d": "labels", "e": "frames", "f": "number"}
    fields = {name: {"kind": kind} for name, kind in kinds.items()}
    expected = {"a": "x y", "b": ["x", "y"], "c": "true", "d": ["N", "V"], "e": [[1.0, 2.5]], "f": -2.0}
    assert rows("a.jsonl", fields) == [expected]


def test_splits_come_from_files_of_their_own_and_unlabelled_text_needs_no_labels(folder, read):
    folder(a__csv=CSV, b__jsonl=JSONL, c__txt="only text\n")
    splits = read(fields=FIELDS, train="a.csv", validation="b.jsonl", test="a.csv", unlabelled="c.txt")
    labelled = dict.fromkeys(SPLITS, EXAMPLES)
    assert splits == {**labelled, "unlabelled": [{"text": "only text"}]}


def test_unlabelled_text_that_equals_a_held_out_one_is_left_out(folder, read):
    parts = {split: f"review,stars\n{split} film,1\n" for split in SPLITS}
    folder(**{f"{split}__csv": content for split, content in parts.items()})
    folder(more__txt="Validation  film\nTEST FILM\ntrain film\nother film\n")
    splits = read(fields=FIELDS, **{split: f"{split}.csv" for split in parts}, unlabelled="more.txt")
    assert splits["unlabelled"] == [{"text": "train film"}, {"text": "other film"}]
    assert [splits[split] for split in parts] == [[{"text": f"{split} film", "label": "1"}] for split in parts]


def test_unlabelled_text_is_read_as_it_is_iterated_and_can_be_read_twice(folder):
    folder(a__csv=CSV, b__txt="good, not bad\n" + "only text\n" * 3 + "bad\0text\n")
    section = {"fields": FIELDS, **dict.fromkeys(SPLITS, "a.csv"), "unlabelled": "b.txt"}
    unlabelled = unrolled_data.files_dataset.build(unrolled_data.FilesConfig.parse(section)).read(seed=1)["unlabelled"]
    for _ in range(2):
        assert next(iter(unlabelled)) == {"text": "only text"}
    with pytest.raises(unrolled.DataError, match="NUL at byte"):
        list(unlabelled)


def test_a_column_can_say_the_split_and_held_out_text_is_never_unlabelled(folder, read):
    folder(a__csv=SPLIT, more__txt="bad\nmore\n")
    splits = read(fields=FIELDS, path="a.csv", split_column="part", unlabelled="more.txt")
    assert splits["train"] == [{"text": "fine", "label": "1"}]
    assert splits["test"] == [{"text": "bad", "label": "0"}]
    assert splits["unlabelled"] == [{"text": "so so"}, {"text": "more"}]


def test_the_seed_splits_one_file_by_distinct_text(folder, read):
    folder(a__csv=many(100))
    section = {"fields": FIELDS, "path": "a.csv"}
    splits = read(**section)
    assert {split: len(examples) for split, examples in splits.items()} == {"train": 80, "validation": 10, "test": 10}
    texts = [{example["text"] for example in examples} for examples in splits.values()]
    assert sum(map(len, texts)) == len(set.union(*texts)) == 50
    assert read(**section) == splits
    assert read(seed=2, **section) != splits
    assert len(read(**section, validation_share=0.02, test_share=0.4)["test"]) == 40


def test_a_split_can_be_read_twice(folder):
    folder(a__csv=CSV)
    config = unrolled_data.FilesConfig.parse({"fields": FIELDS, **dict.fromkeys(SPLITS, "a.csv")})
    train = unrolled_data.files_dataset.build(config).read(seed=1)["train"]
    assert list(train) == list(train) == EXAMPLES


def test_a_url_is_fetched_and_is_no_input(rows):
    with fsspec.open("memory://reviews/a.csv.gz", "wb") as stream:
        stream.write(gzip.compress(CSV.encode()))
    assert rows("memory://reviews/a.csv.gz", FIELDS) == EXAMPLES


def test_building_reads_nothing_and_declares_local_files_once():
    config = unrolled_data.FilesConfig.parse(
        {"fields": FIELDS, **dict.fromkeys(SPLITS, "a.csv"), "unlabelled": "s3://bucket/b.csv"}
    )
    built = unrolled_data.files_dataset.build(config)
    assert dict(built.fields) == {"text": "text", "label": "label"}
    assert built.inputs.files == ("a.csv",)


@pytest.mark.parametrize("scheme", ["file://", "local://", "FILE://"])
def test_a_url_of_a_local_file_is_that_file(folder, rows, scheme):
    path = folder(a__csv=CSV) / "a.csv"
    assert rows(f"{scheme}{path}", FIELDS) == rows(f"{scheme}a.csv", FIELDS) == EXAMPLES
    config = unrolled_data.FilesConfig.parse({"fields": FIELDS, "path": f"{scheme}{path}"})
    assert unrolled_data.files_dataset.build(config).inputs.files == (str(path),)


def test_a_local_archive_that_a_url_reads_from_is_an_input(folder, rows):
    with zipfile.ZipFile(folder() / "all.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
    for location in ("zip://a.csv::file://all.zip", "zip://a.csv::all.zip"):
        assert rows(location, FIELDS) == EXAMPLES
        config = unrolled_data.FilesConfig.parse({"fields": FIELDS, "path": location})
        assert unrolled_data.files_dataset.build(config).inputs.files == ("all.zip",)
