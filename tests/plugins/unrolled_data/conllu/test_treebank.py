"""Treebanks in CoNLL-U."""

import gzip

import pytest

from unrolled import DataError
from unrolled.testing import conform
from unrolled_data.conllu import ConlluConfig, conllu_dataset

COLUMNS = "{id}\t{form}\t_\t{upos}\t{xpos}\t{feats}\t0\t{deprel}\t_\t_"


def word(number, form, upos="NOUN", xpos="NN", *, feats="_", deprel="root"):
    return COLUMNS.format(id=number, form=form, upos=upos, xpos=xpos, feats=feats, deprel=deprel)


SENTENCE = "\n".join([
    "# sent_id = 1",
    "# text = Don't bark at 20 000 cats.",
    word("1-2", "Don't", upos="_"),
    word(1, "Do", "AUX", "VB", feats="Mood=Imp"),
    word(2, "n't", "PART", "RB"),
    word(3, "bark", "VERB", "VB", feats="VerbForm=Inf"),
    word("3.1", "(you)", upos="_"),
    word(4, "at", "ADP", "IN", deprel="case"),
    word(5, "20 000", "NUM", "CD", deprel="nummod"),
    word(6, "cats", "NOUN", "NNS", feats="Number=Plur", deprel="obl"),
    word(7, "#", "PUNCT", ".", deprel="punct"),
])  # fmt: skip
TOKENS = ["Do", "n't", "bark", "at", "20 000", "cats", "#"]
OTHER = word(1, "Woof", "INTJ", "UH")


@pytest.fixture
def treebank(folder):
    """Write a file that stands for all three splits, and read it."""

    def read(text, name="en.conllu", **section):
        data = text.encode()
        (folder() / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        config = ConlluConfig.parse({"train": name, "validation": name, "test": name, **section})
        splits = conllu_dataset.build(config).read(seed=1)
        return {split: list(sentences) for split, sentences in splits.items()}["train"]

    return read


@pytest.mark.parametrize("name", ["en.conllu", "en.conllu.gz"])
def test_words_are_read_and_ranges_empty_nodes_and_comments_are_not(treebank, name):
    sentences = treebank(f"{SENTENCE}\n\n\n{OTHER}", name)
    assert [example["tokens"] for example in sentences] == [TOKENS, ["Woof"]]
    assert sentences[1] == {"tokens": ["Woof"], "labels": ["INTJ"]}


@pytest.mark.parametrize(("column", "first", "last"), [
    ("upos", "AUX", "PUNCT"),
    ("xpos", "VB", "."),
    ("feats", "Mood=Imp", "_"),
    ("deprel", "root", "punct"),
])  # fmt: skip
def test_labels_are_the_column_asked_for(treebank, column, first, last):
    (sentence,) = treebank(SENTENCE, column=column)
    assert len(sentence["labels"]) == len(TOKENS)
    assert (sentence["labels"][0], sentence["labels"][-1]) == (first, last)


def test_letters_are_the_words_once_more(treebank):
    (sentence,) = treebank(SENTENCE, letters=True)
    assert sentence["letters"] == sentence["tokens"]
    config = ConlluConfig(train="a", validation="b", test="c", letters=True)
    assert conllu_dataset.build(config).fields == {"tokens": "tokens", "letters": "tokens", "labels": "labels"}


def test_line_ends_of_windows_change_nothing(treebank):
    assert treebank(f"{SENTENCE}\n".replace("\n", "\r\n")) == treebank(SENTENCE)


@pytest.mark.parametrize(("line", "complaint"), [
    ("1\tWoof\tINTJ", r"en\.conllu:3: 3 columns, where CoNLL-U has 10"),
    (word("one", "Woof"), r"en\.conllu:3: 'one' is no number of a word"),
    (word(1, ""), r"en\.conllu:3: column 'form' is empty"),
    (word(1, "Wo\0of"), r"en\.conllu:3: NUL at byte"),
])  # fmt: skip
def test_what_is_malformed_is_named_by_file_and_line(treebank, line, complaint):
    with pytest.raises(DataError, match=complaint):
        treebank(f"{OTHER}\n\n{line}\n")


def test_a_column_that_the_treebank_leaves_empty_is_named(treebank):
    with pytest.raises(DataError, match=r"en\.conllu: no word has a value in column 'xpos'"):
        treebank(word(1, "Woof", xpos="_"), column="xpos")


def test_a_file_without_a_word_is_refused(treebank):
    with pytest.raises(DataError, match="no word has a value"):
        treebank("# nothing but a comment\n")


def test_a_missing_file_is_named_with_the_nearest_one(treebank):
    with pytest.raises(DataError, match=r"em\.conllu: there is no such file\. Did you mean 'en\.conllu'"):
        treebank(SENTENCE, train="em.conllu")


def test_building_reads_nothing_and_names_the_local_files(folder):
    config = ConlluConfig(train="a.conllu", validation="https://host.invalid/b.conllu", test="a.conllu")
    built = conllu_dataset.build(config)
    assert built.inputs.files == ("a.conllu",)
    assert built.fields == {"tokens": "tokens", "labels": "labels"}


def test_it_keeps_the_laws_of_datasets(folder):
    (folder() / "en.conllu").write_text(SENTENCE)
    config = ConlluConfig(train="en.conllu", validation="en.conllu", test="en.conllu")
    assert not conform(conllu_dataset, config).not_applicable


def test_the_english_web_treebank_has_its_published_size(shared):
    tagging = shared / "data" / "tagging"
    splits = {"train": "train", "validation": "dev", "test": "test"}
    files = {split: str(tagging / f"en_ewt-ud-{part}.conllu.gz") for split, part in splits.items()}
    read = conllu_dataset.build(ConlluConfig.parse(files)).read(seed=1)
    sizes = {split: [len(each["tokens"]) for each in read[split]] for split in ("validation", "test")}
    assert {split: (len(lengths), sum(lengths)) for split, lengths in sizes.items()} == {
        "validation": (2001, 25147),
        "test": (2077, 25094),
    }
