import sys

import pytest

from unrolled import DataError
from unrolled_data.python_docs import PythonDocsConfig, python_docs_dataset
from unrolled_data.splits import fold


def read(seed=1, **section):
    return python_docs_dataset.build(PythonDocsConfig.parse(section)).read(seed=seed)


def texts(splits):
    return [example["text"] for examples in splits.values() for example in examples]


def test_no_paragraph_stands_twice_though_topics_share_some():
    paragraphs = texts(read())
    assert len(paragraphs) > 1000
    assert len(set(map(fold, paragraphs))) == len(paragraphs)


def test_topics_hold_the_same_paragraphs_in_the_same_splits():
    paragraphs, topics = read(), read(unit="topic")
    assert min(map(len, topics.values())) > 3
    for split, examples in topics.items():
        joined = "\n\n".join(example["text"] for example in examples)
        assert joined == "\n\n".join(example["text"] for example in paragraphs[split])


def test_the_texts_are_about_python():
    assert any("recursively defined" in text for text in texts(read()))


def test_the_seed_decides_the_split():
    assert read() == read()
    assert read()["test"] != read(seed=2)["test"]


def test_a_python_without_its_help_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(DataError, match="this Python has no module"):
        read()
