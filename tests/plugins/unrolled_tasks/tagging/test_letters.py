"""A word's letters, joined to its vector."""

import pytest
import torch

from unrolled import ConfigError, Input
from unrolled_tasks.tagging.letters import WordLetters
from unrolled_tokenizers import ByteConfig, CharacterConfig, WhitespaceConfig, byte, character, whitespace

TEXTS = ["the cat sat", "a cat"]


def letters_of(tokenizer, kind="text"):
    embedding = torch.nn.Embedding(tokenizer.vocab_size, 5, padding_idx=0)
    return Input("letters", kind, tokenizer, embedding, 5)


def built(tokenizer, kind="text"):
    torch.manual_seed(0)
    return WordLetters(letters_of(tokenizer, kind), 4, 3)


def ids(tokenizer, text, more=0):
    return torch.tensor([tokenizer.encode(text) + [0] * more])


@pytest.mark.parametrize("tokenizer", [character.build(CharacterConfig()).fit(TEXTS), byte.build(ByteConfig())])
def test_words_are_what_stands_between_spaces(tokenizer):
    assert built(tokenizer).counts(ids(tokenizer, "the cat sat", more=2)).tolist() == [3]
    assert built(tokenizer).counts(torch.zeros(1, 1, dtype=torch.long)).tolist() == [0]


@pytest.mark.parametrize("kind", ["text", "tokens"])
def test_a_text_and_a_list_of_its_characters_are_spelled_alike(kind):
    tokenizer = character.build(CharacterConfig()).fit(TEXTS)
    assert built(tokenizer, kind).gap == tokenizer.encode(" ")[0]


def test_a_word_is_spelled_the_same_whatever_stands_around_it():
    tokenizer = character.build(CharacterConfig()).fit(TEXTS)
    layer = built(tokenizer)
    word_1W = torch.randn(3)
    alone = layer(word_1W.expand(1, 1, 3), ids(tokenizer, "cat"))[0, 0]
    among = layer(word_1W.expand(1, 3, 3), ids(tokenizer, "the cat sat", more=4))[0, 1]
    torch.testing.assert_close(among, alone)


def test_a_feature_is_the_maximum_of_a_convolution_over_the_letters_of_its_word():
    tokenizer = character.build(CharacterConfig()).fit(TEXTS)
    layer = built(tokenizer)
    ids_BL = ids(tokenizer, "cat a")
    words_BTW = torch.zeros(1, 2, 3)
    letters_1EL = layer.embedding(ids_BL[:, :3]).transpose(1, 2)
    features_F = layer.convolution(letters_1EL).relu().amax(2)[0]
    expected_W = layer.join(torch.cat([torch.zeros(3), features_F]))
    torch.testing.assert_close(layer(words_BTW, ids_BL)[0, 0], expected_W)


def test_a_tokenizer_that_cuts_at_spaces_gives_one_id_a_word():
    tokenizer = whitespace.build(WhitespaceConfig()).fit(TEXTS)
    layer = built(tokenizer)
    assert layer.counts(ids(tokenizer, "the cat sat", more=1)).tolist() == [3]
    assert layer(torch.zeros(1, 3, 3), ids(tokenizer, "the cat sat", more=1)).shape == (1, 3, 3)


def test_tokens_that_are_spelled_are_words():
    tokenizer = character.build(CharacterConfig(spell=True)).fit([text.split() for text in TEXTS])
    layer = built(tokenizer, "tokens")
    assert layer.counts(ids(tokenizer, ["the", "cat", "sat"], more=1)).tolist() == [3]


def test_a_tokenizer_that_knows_no_space_is_refused_with_a_command():
    whole_words = character.build(CharacterConfig()).fit([["the", "cat"]])
    with pytest.raises(ConfigError, match=r"'letters' spells words, and its tokenizer has no id for the space"):
        built(whole_words, "tokens")
