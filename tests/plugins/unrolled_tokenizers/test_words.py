"""What a word is; the lectures' words and ids."""

from __future__ import annotations

from typing import Any

import pytest

from unrolled.contracts import Tokenizer
from unrolled_tokenizers import WordConfig, word

SENTENCES = [
    "I love neural network",
    "I love deep learning",
    "You love neural network",
    "Do you think deep learning is good?",
]
PINNED = ["love", "i", "you", "neural", "network", "deep", "learning", "do", "think", "good", "is"]


def words(**values: Any) -> Tokenizer:
    return word.build(WordConfig.parse(values))


def split(text: str, **values: Any) -> str:
    return word.build(WordConfig.parse({"lowercase": False, **values})).fit([text, "a"]).split(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("A good film, really!", ["A", "good", "film", ",", "really", "!"]),
        ("it isn't; they DON'T, can\u2019t", ["it", "is", "n't", ";", "they", "DO", "N'T", ",", "ca", "n\u2019t"]),
        ("Smith's, we've, I'm", ["Smith", "'s", ",", "we", "'ve", ",", "I", "'m"]),
        ("the 'good' o'clock", ["the", "'", "good", "'", "o", "'", "clock"]),
        ("1,000.50 in 1980s, 8/10.", ["1,000.50", "in", "1980s", ",", "8", "/", "10", "."]),
        ("over-the-top...", ["over", "-", "the", "-", "top", ".", ".", "."]),
        ("लाइट बंद करो।", ["लाइट", "बंद", "करो", "।"]),
        ("cafe\u0301 Masculin, féminin", ["cafe\u0301", "Masculin", ",", "féminin"]),
        ("❤️ 🙂", ["❤️", "🙂"]),
        ("the end<eos> <pad>", ["the", "end", "<eos>", "<", "pad", ">"]),
        (" \t\n", []),
    ],
)
def test_a_text_is_split_into_words_contractions_and_marks(text: str, tokens: list[str]):
    assert split(text) == tokens


def test_stripping_drops_marks_and_keeps_contractions_and_specials():
    text = "It's good, isn't it? <unk> 1,000..."
    assert split(text, punctuation="strip") == ["It", "'s", "good", "is", "n't", "it", "<unk>", "1,000"]


def test_a_special_that_the_config_leaves_out_is_plain_text():
    assert split("<eos>", specials=["<unk>"]) == ["<", "eos", ">"]


def test_capitals_are_kept_where_lowercase_is_off():
    tokenizer = words(lowercase=False).fit(["The the"])
    assert tokenizer.encode("The the") == [4, 5]


@pytest.mark.system("T02")
def test_first_seen_words_get_the_ids_of_the_lecture():
    texts = ["I love neural network", "I love deep learning"]
    tokenizer = words(specials=[], order="first-seen").fit(texts)
    assert [tokenizer.encode(text) for text in texts] == [[1, 2, 3, 4], [1, 2, 5, 6]]


@pytest.mark.system("T03", "T04")
def test_a_pinned_vocabulary_gives_the_ids_of_the_lecture():
    tokenizer = words(specials=[], punctuation="strip", vocabulary=PINNED).fit(SENTENCES)
    assert [tokenizer.encode(text) for text in SENTENCES] == [
        [2, 1, 4, 5],
        [2, 1, 6, 7],
        [3, 1, 4, 5],
        [8, 3, 9, 6, 7, 11, 10],
    ]


@pytest.mark.system("T03")
def test_the_lectures_ids_are_not_in_order_of_frequency():
    """The lecture's ids follow no frequency: by that, ties as first seen, neural is 3, you 7, is 10 and good 11."""
    tokenizer = words(specials=[], punctuation="strip", order="frequency").fit(SENTENCES)
    learned = ["love", "i", "neural", "network", "deep", "learning", "you", "do", "think", "is", "good"]
    assert tokenizer.state() == {"words": learned}
    assert learned != PINNED
    assert [tokenizer.encode(text) for text in SENTENCES] == [
        [2, 1, 3, 4],
        [2, 1, 5, 6],
        [7, 1, 3, 4],
        [8, 7, 9, 5, 6, 10, 11],
    ]


@pytest.mark.system("T06")
def test_the_short_sentence_has_five_words():
    text = "This is a short sentence"
    assert len(words().fit([text]).encode(text)) == 5


@pytest.mark.system("T08")
@pytest.mark.parametrize("text", ["Cats average 15 hrs of sleep a day <EOS>", "Cats average 15 hrs of sleep a day"])
def test_a_sentence_of_eight_words_ends_with_eos(text: str):
    tokenizer = words(specials=["<unk>", "<eos>"], add_eos="<EOS>" not in text).fit([text])
    y_T = tokenizer.encode(text)
    assert len(y_T) == 9
    assert y_T[-1] == tokenizer.specials["<eos>"]
    x_T = [0, *y_T[:-1]]
    assert tokenizer.decode([x_T[8], y_T[7]]) == "day day"
    assert tokenizer.decode(y_T) == "cats average 15 hrs of sleep a day <eos>"


@pytest.mark.system("T08")
def test_an_unknown_word_is_shown_as_unk():
    tokenizer = words().fit(["The Egyptian cat is a breed of cat"])
    ids = tokenizer.encode("The Egyptian Mau is a breed of cat")
    assert ids[2] == tokenizer.specials["<unk>"]
    assert tokenizer.decode(ids) == "the egyptian <unk> is a breed of cat"
