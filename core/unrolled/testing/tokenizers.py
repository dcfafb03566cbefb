"""Laws of a tokenizer of text: its ids, what it learns, and the way back to text."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache

from unrolled.contracts import PAD, Tokenizer
from unrolled.errors import DataError
from unrolled.testing.law import BrokenLawError, Subject, book, expect
from unrolled.testing.texts import CORPORA, UNSEEN


@lru_cache(maxsize=4)
def texts_for(subject: Subject) -> tuple[str, ...]:
    """Return the sample texts that a tokenizer can read.

    Args:
        subject: the tokenizer's component and config.

    Raises:
        BrokenLawError: it refuses all that there are.
    """
    for texts, corpus in CORPORA.items():
        with suppress(DataError):
            tokenizer: Tokenizer = subject.component.build(subject.config).fit(list(corpus))
            for text in texts:
                tokenizer.encode(text)
            return texts
    raise BrokenLawError("sentences and DNA are both refused", "a tokenizer that encodes what it has learned from")


def fitted(subject: Subject) -> Tokenizer:
    """Return a tokenizer that has seen the sample texts.

    Args:
        subject: the tokenizer's component and config.
    """
    return subject.component.build(subject.config).fit(list(CORPORA[texts_for(subject)]))


def encoded(subject: Subject, tokenizer: Tokenizer) -> dict[str, list[int]]:
    """Return the ids of seen texts, and of those unseen ones that the tokenizer does not refuse.

    Args:
        subject: the tokenizer's component and config.
        tokenizer: fitted.
    """
    ids = {text: tokenizer.encode(text) for text in texts_for(subject)}
    for text in UNSEEN:
        with suppress(DataError):
            ids[text] = tokenizer.encode(text)
    return ids


def the_padding_id_is_zero_and_encodes_nothing(subject: Subject) -> None:
    """``<pad>`` is id 0, and no text is encoded to it."""
    tokenizer = fitted(subject)
    expect(tokenizer.specials.get("<pad>") == PAD, f"specials {dict(tokenizer.specials)}", f"<pad> is {PAD}")
    for text, ids in encoded(subject, tokenizer).items():
        expect(PAD not in ids, f"{text!r} -> {ids}", f"no {PAD} in it")


def ids_lie_in_the_vocabulary(subject: Subject) -> None:
    """Seen and unseen text gives ids from 1 to ``vocab_size`` - 1."""
    tokenizer = fitted(subject)
    for text, ids in encoded(subject, tokenizer).items():
        within = all(type(number) is int and 1 <= number < tokenizer.vocab_size for number in ids)
        expect(within, f"{text!r} -> {ids}", f"integers from 1 to {tokenizer.vocab_size - 1}")


def specials_are_ids_of_the_vocabulary(subject: Subject) -> None:
    """Specials have distinct ids below ``vocab_size``."""
    tokenizer = fitted(subject)
    ids = sorted(tokenizer.specials.values())
    distinct = len(set(ids)) == len(ids) and all(0 <= number < tokenizer.vocab_size for number in ids)
    expect(distinct, dict(tokenizer.specials), f"distinct ids below {tokenizer.vocab_size}")


def an_empty_text_has_no_ids(subject: Subject) -> None:
    """The empty text is encoded to no ids, and no ids are decoded to it."""
    tokenizer = fitted(subject)
    expect(tokenizer.encode("") == [], f"'' -> {tokenizer.encode('')}", "[]")
    expect(tokenizer.decode([]) == "", f"[] -> {tokenizer.decode([])!r}", "''")


def fitting_does_not_depend_on_how_the_stream_is_cut(subject: Subject) -> None:
    """A list and a stream that is read once teach the same, and so they do a second time."""
    expected, corpus = fitted(subject).state(), CORPORA[texts_for(subject)]
    for name, texts in (("again", list(corpus)), ("as a generator", (text for text in corpus))):
        found = subject.component.build(subject.config).fit(texts).state()
        expect(found == expected, f"another state when fitted {name}", "the state that it learned first")


def encoding_changes_nothing(subject: Subject) -> None:
    """The same text gives the same ids twice, and encoding leaves what was learned as it is."""
    tokenizer = fitted(subject)
    before = json.dumps(tokenizer.state(), sort_keys=True)
    for text, ids in encoded(subject, tokenizer).items():
        again = tokenizer.encode(text)
        expect(again == ids, f"{text!r} -> {ids}, then {again}", "the same ids twice")
    expect(json.dumps(tokenizer.state(), sort_keys=True) == before, "another state after encoding", "the same state")


def what_it_learned_survives_json(subject: Subject) -> None:
    """A fresh tokenizer restored from the state's JSON encodes, decodes and counts as the fitted one does."""
    tokenizer = fitted(subject)
    state = tokenizer.state()
    read = json.loads(json.dumps(state))
    expect(read == state, "a state that JSON changes", "plain JSON types")
    restored: Tokenizer = subject.component.build(subject.config).restore(read)
    expect(restored.vocab_size == tokenizer.vocab_size, restored.vocab_size, f"vocab_size {tokenizer.vocab_size}")
    expect(dict(restored.specials) == dict(tokenizer.specials), restored.specials, tokenizer.specials)
    expect(restored.state() == state, "another state once restored", "the state that it was restored from")
    for text, ids in encoded(subject, tokenizer).items():
        found = restored.encode(text)
        expect(found == ids, f"{text!r} -> {found} once restored", ids)
        expect(
            restored.decode(ids) == tokenizer.decode(ids), f"{ids} -> {restored.decode(ids)!r}", tokenizer.decode(ids)
        )


def decoding_drops_padding(subject: Subject) -> None:
    """Padding before and behind changes nothing in the decoded text."""
    tokenizer = fitted(subject)
    for text in texts_for(subject):
        ids = tokenizer.encode(text)
        padded = tokenizer.decode([PAD, *ids, PAD, PAD])
        expect(padded == tokenizer.decode(ids), f"{padded!r} with padding", repr(tokenizer.decode(ids)))


def decoding_is_the_way_back(subject: Subject) -> None:
    """The decoded text of ids is encoded to the same ids; specials apart, which text cannot always spell."""
    tokenizer = fitted(subject)
    specials = set(tokenizer.specials.values())
    for text in texts_for(subject):
        ids = [number for number in tokenizer.encode(text) if number not in specials]
        shown = tokenizer.decode(ids)
        again = [number for number in tokenizer.encode(shown) if number not in specials]
        expect(again == ids, f"{ids} -> {shown!r} -> {again}", "the ids that it was decoded from")


LAWS = book(
    the_padding_id_is_zero_and_encodes_nothing,
    ids_lie_in_the_vocabulary,
    specials_are_ids_of_the_vocabulary,
    an_empty_text_has_no_ids,
    fitting_does_not_depend_on_how_the_stream_is_cut,
    encoding_changes_nothing,
    what_it_learned_survives_json,
    decoding_drops_padding,
    decoding_is_the_way_back,
)
