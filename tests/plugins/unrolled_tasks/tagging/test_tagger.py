"""One class for every token."""

import itertools

import pytest
import torch

from unrolled import ConfigError, DataError
from unrolled.contracts import Batch, Input, Schema, Sequences
from unrolled.testing import laws
from unrolled_tasks.tagging import TaggingConfig, tagging
from unrolled_tasks.tagging.alignment import require_one_id_a_token
from unrolled_tokenizers import (
    ByteConfig,
    BytePairConfig,
    CharacterConfig,
    SymbolsConfig,
    WhitespaceConfig,
    WordConfig,
    byte,
    byte_pair,
    character,
    symbols,
    whitespace,
    word,
)

HARRY = "Harry Potter and Hermione Granger invented a new spell"
NAMES = ("Harry", "Hermione", "Ron", "Luna", "Draco")
FAMILIES = ("Potter", "Granger", "Weasley", "Lovegood", "Malfoy")
DEEDS = ("invented a new spell", "lost the old map", "saw a small owl")


def people(begin, inside, outside):
    """Return sentences of two people and what they did, as the lecture's."""
    pairs = [
        (one, other) for one, other in itertools.product(zip(NAMES, FAMILIES, strict=True), repeat=2) if one != other
    ]
    return [
        (
            f"{' '.join(one)} and {' '.join(other)} {deed}",
            " ".join([begin, inside, outside, begin, inside, *[outside] * 4]),
        )
        for (one, other), deed in itertools.product(pairs, DEEDS)
        if f"{' '.join(one)} and {' '.join(other)} {deed}" != HARRY
    ]


@pytest.mark.system("A02")
@pytest.mark.system("K04")
@pytest.mark.parametrize("output", ["softmax", "crf"])
def test_every_word_of_the_lectures_sentence_gets_its_label(tagger, learn, output):
    sentences = people("1", "1", "0")
    built = tagger(sentences, output=output)
    rows = [built.row(each) for each in sentences for _ in range(3)]
    learn(built.task, built.fields, rows, rows[:1], epochs=2)
    (row,) = built.task.predict(built.batch([(HARRY, "1 1 0 1 1 0 0 0 0")]))
    assert len(HARRY.split()) == len(row["predicted"]) == 9
    assert row["predicted"] == row["target"] == ["1", "1", "0", "1", "1", "0", "0", "0", "0"]


@pytest.mark.system("A02")
def test_the_two_people_of_the_lectures_sentence_are_found_as_entities(tagger, learn):
    sentences = people("B-PER", "I-PER", "O")
    built = tagger(sentences, output="crf", letters=True)
    rows = [built.row(each) for each in sentences for _ in range(3)]
    learn(built.task, built.fields, rows, rows[:1], epochs=2)
    rows = built.task.predict(built.batch([(HARRY, "B-PER I-PER O B-PER I-PER O O O O")]))
    assert built.task.score(rows)["entity_f1"] == 1


def test_letters_tell_the_class_of_a_word_that_was_never_seen(tagger, learn):
    stems = ("walk", "jump", "paint", "cook", "plant", "rest", "turn", "call")
    seen = [(f"they {stem}ed twice", "PRON VERB ADV") for stem in stems]
    seen += [(f"they {stem}s twice", "PRON NOUN ADV") for stem in stems]
    unseen = [("they blurted twice", "PRON VERB ADV"), ("they snorts twice", "PRON NOUN ADV")]
    built = tagger(seen, letters=True, min_count=2)
    rows = [built.row(each) for each in seen for _ in range(20)]
    learn(built.task, built.fields, rows, rows[:1], epochs=2)
    predicted = built.task.predict(built.batch(unseen))
    assert [row["predicted"] for row in predicted] == [tags.split() for _, tags in unseen]


CRF = [pytest.param(law, id=name) for name, law in laws(tagging, TaggingConfig(output="crf", dropout=0.4))]


@pytest.mark.parametrize("law", CRF)
def test_the_law_holds_for_a_conditional_random_field(law):
    law()


SENTENCES = [("a b c", "X Y X"), ("b", "Y"), ("c a", "X X")]


def test_the_loss_is_the_mean_over_tokens_and_weight_their_number(tagger):
    built = tagger(SENTENCES)
    batch = built.batch(SENTENCES)
    logits_BTC = built.task.output(built.task.encode(batch)[0])
    targets = [built.classes.index(tag) for _, tags in SENTENCES for tag in tags.split()]
    logits_NC = torch.cat([logits_BTC[0], logits_BTC[1, :1], logits_BTC[2, :2]])
    expected = torch.nn.functional.cross_entropy(logits_NC, torch.tensor(targets))
    torch.testing.assert_close(built.task.loss(batch), expected)
    assert built.task.weight(batch) == 6


@pytest.mark.parametrize("output", ["softmax", "crf"])
def test_an_empty_sequence_counts_no_token(tagger, output):
    built = tagger(SENTENCES, output=output, letters=True)
    with_empty, without = built.batch([*SENTENCES, ("", "")]), built.batch(SENTENCES)
    torch.testing.assert_close(built.task.loss(with_empty), built.task.loss(without))
    assert built.task.weight(with_empty) == built.task.weight(without)
    *rows, empty = built.task.predict(with_empty)
    assert empty == {"predicted": [], "target": [], "loss": 0}
    assert built.task.score([*rows, empty]) == built.task.score(rows)


def test_a_split_without_a_token_cannot_be_scored(tagger):
    with pytest.raises(DataError, match="no token to score"):
        tagger(SENTENCES).task.score([{"predicted": [], "target": [], "loss": 0.0}])


def test_scores_are_of_tokens_and_of_entities_where_the_tags_mark_some(tagger):
    rows = [
        {"target": ["B-X", "I-X", "O"], "predicted": ["B-X", "I-X", "O"], "loss": 0.1},
        {"target": ["B-X"], "predicted": ["O"], "loss": 0.5},
    ]
    task = tagger([("a b c", "B-X I-X O")]).task
    assert task.monitor == ("entity_f1", "max")
    scores = task.score(rows)
    assert scores["loss"] == pytest.approx(0.2)
    assert scores["accuracy"] == 0.75
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    assert (scores["entity_precision"], scores["entity_recall"]) == (1, 0.5)
    plain = tagger(SENTENCES).task
    assert plain.monitor == ("accuracy", "max")
    assert plain.score(rows).keys() == {"loss", "accuracy", "macro_f1"}


def test_frames_are_labelled_step_by_step(encode, learn):
    rows = []
    for start in range(12):
        values = [float((start * step + step) % 5 > 2) for step in range(1, 8)]
        rows.append({"x": [[value, 1.0] for value in values], "on": [int(value) for value in values]})
    inputs = {"input": Input("x", "frames", None, None, 2), "target": Input("on", "labels", None, None, 0)}
    schema = Schema({"x": "frames", "on": "labels"}, {"on": ("off", "on")}, {"train": len(rows)})
    task = tagging.build(TaggingConfig(), encoder=encode(2), inputs=inputs, schema=schema)
    fitted = learn(task, dict(schema.fields), rows * 12, rows, epochs=2, learning_rate=0.05)
    assert fitted.curves[fitted.best_epoch - 1]["validation_accuracy"] == 1


def test_labels_that_do_not_match_the_tokens_are_refused_by_example(tagger):
    built = tagger(SENTENCES)
    batch = built.batch(SENTENCES)
    words = batch.fields["words"]
    longer = Sequences(words.values, words.lengths_B + torch.tensor([0, 1, 0]))
    wrong = Batch({**batch.fields, "words": longer}, torch.tensor([4, 7, 9]))
    with pytest.raises(DataError, match=r"example 8 of the split has 2 of field 'words' and 1 of field 'tags'"):
        built.task.loss(wrong)


def test_letters_that_spell_other_words_are_refused_by_example(tagger):
    built = tagger(SENTENCES, letters=True)
    batch = built.batch(SENTENCES)
    others = built.batch([("a b", "X Y"), *SENTENCES[1:]])
    wrong = Batch({**batch.fields, "letters": others.fields["letters"]}, batch.rows_B)
    with pytest.raises(DataError, match=r"example 1 of the split has 3 of field 'words' and 2 of field 'letters'"):
        built.task.predict(wrong)


WORDS = [["Hermione", "invented", "spells"], ["spells", "don't"]]


def fitted(component, config):
    return component.build(config).fit(WORDS)


@pytest.mark.parametrize(
    "tokenizer",
    [
        fitted(whitespace, WhitespaceConfig()),
        fitted(word, WordConfig()),
        fitted(symbols, SymbolsConfig(specials=())),
        fitted(character, CharacterConfig()),
    ],
)
def test_tokenizers_that_keep_tokens_whole_are_taken(tokenizer):
    require_one_id_a_token(Input("words", "tokens", tokenizer, None, 3))


@pytest.mark.parametrize(
    "tokenizer",
    [
        fitted(whitespace, WhitespaceConfig(add_eos=True)),
        fitted(byte, ByteConfig()),
        fitted(byte_pair, BytePairConfig(vocab_size=270, add_bos=True)),
    ],
)
def test_tokenizers_that_cut_tokens_or_add_some_are_refused_before_training(tokenizer):
    with pytest.raises(ConfigError, match=r"field 'words' makes \d ids of 2 tokens .* every label belongs to one"):
        require_one_id_a_token(Input("words", "tokens", tokenizer, None, 3))


def test_a_text_is_cut_by_its_tokenizer_and_must_not_get_bounds():
    require_one_id_a_token(Input("text", "text", character.build(CharacterConfig()).fit(["spells"]), None, 3))
    bounded = character.build(CharacterConfig(add_bos=True)).fit(["spells"])
    with pytest.raises(ConfigError, match="makes 2 ids of 1 tokens"):
        require_one_id_a_token(Input("text", "text", bounded, None, 3))
