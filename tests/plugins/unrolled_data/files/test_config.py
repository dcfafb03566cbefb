import pytest
from pydantic import ValidationError

from unrolled_data import FilesConfig

TEXT = {"text": {"kind": "text"}}
LABELLED = {"text": {"kind": "text", "column": "review"}, "label": {"kind": "label", "column": "stars"}}
TAGGED = {"words": {"kind": "tokens", "column": 0}, "tags": {"kind": "labels", "column": 3}}


@pytest.mark.parametrize(
    "section",
    [
        {"fields": LABELLED, "train": "a.csv", "validation": "b.csv.gz", "test": "c.tsv", "unlabelled": "d.txt"},
        {"fields": LABELLED, "path": "s3://bucket/reviews.jsonl.gz?version=2", "test_share": 0.2},
        {"fields": LABELLED, "path": "reviews.parquet", "split_column": "fold"},
        {"fields": TAGGED, "train": "eng.conll", "validation": "eng.conll", "test": "eng.conll"},
        {"fields": TAGGED, "path": "eng.data", "format": "conll"},
        {"fields": TEXT, "path": "zip://corpus.txt::https://example.org/corpora.zip"},
        {"fields": {"a": {"kind": "text", "column": 0}, "b": {"kind": "label", "column": 2}}, "path": "a.csv"},
        {
            "fields": {"words": {"kind": "text", "column": "t"}, "letters": {"kind": "text", "column": "t"}},
            "path": "a.csv",
        },
    ],
)
def test_a_section_that_fits_together_is_accepted_and_survives_being_written_down(section):
    config = FilesConfig.parse(section)
    assert FilesConfig.parse(config.plain()) == config


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"fields": TEXT}, "there is no training data: give train, or path"),
        ({"fields": TEXT, "test": "t.csv"}, "there is no training data"),
        ({"fields": TEXT, "train": "a.csv"}, "train is given without validation and test: give all three, or path"),
        ({"fields": TEXT, "train": "a.csv", "validation": "b.csv"}, "train is given without test: give all three"),
        ({"fields": TEXT, "train": "file://", "validation": "b.csv", "test": "b.csv"}, "at least 1 character"),
        ({"fields": TEXT, "train": 3, "validation": "b.csv", "test": "b.csv"}, "valid string"),
        ({"fields": TEXT, "path": "a.csv", "train": "b.csv", "test": "c.csv"}, "train and test cannot be given beside"),
        ({"fields": TEXT, "train": "a.csv", "test_share": 0.1}, "test_share split one file: give path"),
        (
            {"fields": TEXT, "path": "a.csv", "split_column": "s", "test_share": 0.1},
            "test_share cannot be given beside",
        ),
        ({"fields": TEXT, "train": "a.docx"}, "train: the extension of 'a.docx' is none of .csv, .tsv"),
        ({"fields": {"y": {"kind": "label"}}, "path": "a.csv"}, "fields holds labels only"),
        ({"fields": {"x": {"kind": "number"}}, "train": "a.csv", "unlabelled": "b.csv"}, "no field is of kind text"),
        ({"fields": {"x": {"kind": "frames"}}, "train": "a.csv"}, "which leaves out x"),
        ({"fields": LABELLED, "train": "a.txt"}, "a plain text file holds one field"),
        ({"fields": TEXT, "path": "a.txt", "split_column": "s"}, "no other column"),
        ({"fields": TEXT, "path": "a.csv", "lines": None}, "lines is for plain text"),
        ({"fields": {"w": {"kind": "tokens"}}, "train": "a.conll"}, "every column is an index from 0"),
        ({"fields": {"x": {"kind": "text", "column": 0}}, "train": "a.jsonl"}, "names for its columns, not indices"),
        ({"fields": {**TEXT, "y": {"kind": "label", "column": 1}}, "path": "a.csv"}, "all named"),
        ({"fields": {}, "path": "a.csv"}, "at least 1 item"),
        ({"fields": {"my field": {"kind": "text"}}, "path": "a.csv"}, "should match pattern"),
        ({"fields": TEXT, "path": "a.csv", "validation_share": 0.5}, "less than 0.5"),
        ({"fields": TEXT, "path": "a.csv", "validation_share": 0}, "greater than 0"),
        ({"fields": TEXT, "path": "a.csv", "test_share": 0}, "greater than 0"),
        ({"fields": {"x": {"kind": "prose"}}, "path": "a.csv"}, "'text', 'tokens'"),
    ],
)
def test_a_section_that_does_not_fit_together_is_refused_with_what_to_do(section, message):
    with pytest.raises(ValidationError) as caught:
        FilesConfig.parse(section)
    assert message in str(caught.value)


def test_no_password_is_shown():
    with pytest.raises(ValidationError) as caught:
        FilesConfig.parse({"fields": TEXT, "path": "https://me:secret@host/a.docx"})
    assert "'https://host/a.docx'" in caught.value.errors()[0]["msg"]


def test_everything_that_does_not_fit_is_said_at_once():
    with pytest.raises(ValidationError) as caught:
        FilesConfig.parse({"fields": {"y": {"kind": "label"}}, "train": "a.docx", "test_share": 0.1})
    assert all(part in str(caught.value) for part in ("labels only", "extension", "test_share"))
