"""Entities and their scores, against the package seqeval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.scheme import IOB2, IOBES, Entities

from unrolled_tasks.tagging.spans import entity_scores, scheme_of, spans

SCHEMES = {"IOB2": (IOB2, "BI"), "IOBES": (IOBES, "BIES")}


@pytest.mark.parametrize(("classes", "scheme"), [
    ({"O", "B-PER", "I-PER"}, "IOB2"),
    ({"O", "B-PER"}, "IOB2"),
    ({"O", "S-PER", "B-creative-work", "I-PER", "E-PER"}, "IOBES"),
    ({"O", "I-PER"}, None),
    ({"NOUN", "VERB"}, None),
    ({"0", "1"}, None),
    ({"O", "B-PER", "NOUN"}, None),
    ({"O"}, None),
])  # fmt: skip
def test_the_tags_themselves_say_how_they_mark_entities(classes, scheme):
    assert scheme_of(classes) == scheme


@given(st.sampled_from(list(SCHEMES)), st.data())
@settings(max_examples=200)
def test_entities_are_those_that_seqeval_finds(scheme, data):
    theirs, prefixes = SCHEMES[scheme]
    tags = ["O", *(f"{prefix}-{name}" for prefix in prefixes for name in ("PER", "ORG"))]
    drawn = data.draw(st.lists(st.sampled_from(tags), max_size=12))
    entities = Entities([drawn], theirs).entities[0]
    assert spans(drawn, scheme) == {(each.tag, each.start, each.end) for each in entities}


def test_precision_recall_and_f1_count_whole_entities_of_all_rows():
    rows = [
        {"target": ["B-PER", "I-PER", "O"], "predicted": ["B-PER", "O", "O"]},
        {"target": ["B-PER", "I-PER", "B-LOC"], "predicted": ["B-PER", "I-PER", "O"]},
    ]
    scores = entity_scores(rows, "IOB2")
    assert scores == {"entity_precision": 1 / 2, "entity_recall": 1 / 3, "entity_f1": 2 / 5}


def test_where_there_is_no_entity_the_scores_are_zero():
    rows = [{"target": ["O"], "predicted": ["O"]}]
    assert set(entity_scores(rows, "IOB2").values()) == {0}
