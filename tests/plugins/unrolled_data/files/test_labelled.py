import pytest

from unrolled import DataError

FIELDS = {"text": {"kind": "text", "column": 1}, "label": {"kind": "label", "column": 0}}


def test_the_first_word_is_the_label_and_the_rest_the_text(folder, rows):
    folder(a__train="1 a good film , 'tis\r\n\n0 bad\n")
    assert rows("a.train", FIELDS, format="labelled") == [
        {"text": "a good film , 'tis", "label": "1"},
        {"text": "bad", "label": "0"},
    ]


def test_a_line_without_a_text_is_named(folder, rows):
    folder(a__train="1 good\n0\n")
    with pytest.raises(DataError, match=r"a\.train:2: a label and a text are expected"):
        rows("a.train", FIELDS, format="labelled")


def test_other_columns_are_refused(rows):
    fields = {**FIELDS, "more": {"kind": "text", "column": 2}}
    with pytest.raises(ValueError, match="a labelled file has column 0, the label, and column 1, the text"):
        rows("a.train", fields, format="labelled")


def test_sentences_of_the_sentiment_treebank_are_read(shared, read):
    parts = {"train": "train", "validation": "dev", "test": "test"}
    files = {split: str(shared / "data" / "sentiment" / f"sst2.stsa.binary.{part}.gz") for split, part in parts.items()}
    splits = read(fields=FIELDS, format="labelled", **files)
    assert [len(splits[split]) for split in parts] == [6920, 872, 1821]
    assert {example["label"] for example in splits["test"]} == {"0", "1"}
