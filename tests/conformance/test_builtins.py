"""Every component that unrolled brings along keeps every law of its kind."""

from __future__ import annotations

import csv
import gzip
import json
from importlib.metadata import distribution

import pytest

from unrolled.component import KINDS
from unrolled.testing import NotApplicable, conform, laws
from unrolled.testing.texts import TEXTS

PLUGINS = [point.load() for point in distribution("unrolled").entry_points.select(group="unrolled")]
COMPONENTS = {f"{found.kind} {found.name}": found for plugin in PLUGINS for found in plugin.components()}
NEEDS_FILES, NEEDS_PIECES = "dataset files", "tokenizer pretrained"
FEW = {"train": 60, "validation": 10, "test": 10}

# Besides the defaults: what else a component computes. Reading all reviews takes seconds, so those are fewer.
CONFIGS = {
    "cell rnn": [{"nonlinearity": "relu"}, {"bias": False}],
    "cell gru": [{"update_gate": "renews"}, {"reset": "before"}, {"update_gate": "renews", "reset": "before"}],
    "cell lstm": [{"bias": "two"}],
    "cell rhn": [{"depth": 3}],
    "dataset adding": [FEW],
    "dataset agreement": [FEW],
    "dataset copy": [FEW],
    "dataset dates": [{**FEW, "locales": ["de", "hi"]}],
    "dataset motifs": [FEW],
    "dataset movie-reviews": [{"limit": 60}],
    "dataset moving-shapes": [FEW],
    "dataset parity": [FEW],
    "dataset python-source": [{"limit": 60, "letters": True}],
    "embedding cbow": [{"objective": "hierarchical-softmax", "window": 1}, {"objective": "softmax"}],
    "embedding fasttext": [
        {"dim": 3, "min_n": 2, "max_n": 4, "buckets": 50},
        {"order": "hogwild", "shrink_windows": False},
    ],
    "embedding glove": [{"dim": 3, "add_contexts": False, "sides": "left", "weighting": "flat"}],
    "embedding cooccurrence-svd": [{"dim": 3, "sides": "left", "window": 2}],
    "embedding neural-lm": [{"context": "both", "window": 1, "dim": 3}, {"context": "nearby"}, {"noise": 4}],
    "embedding skip-gram": [
        {"objective": "hierarchical-softmax", "dim": 3},
        {"objective": "softmax"},
        {"negative_sharing": "pair"},
    ],
    "scorer additive": [{"hidden_size": 3}],
    "scorer location": [{"hidden_size": 3, "channels": 2, "width": 3}],
    "cell convolution": [{"channels": 3, "filters": 3}],
    "task autoencoding": [{"latent_size": 3, "word_dropout": 0.3}],
    "task captioning": [{"beam": 2, "n_best": 2}],
    "task classification": [{"pooling": "mean"}, {"pooling": "last", "dropout": 0.5}],
    "task forecasting": [
        {"decoding": "recursive", "normalise": "last"},
        {"decoding": "parallel", "segment": 4, "quantiles": [0.1, 0.5, 0.9]},
    ],
    "task language-model": [{"adaptive_softmax": [5], "dropout": 0.3}, {"carry": 6}],
    "task regression": [{"loss": "huber", "pooling": "mean"}],
    "task seq2seq": [{"beam": 2, "length_penalty": 0.5, "label_smoothing": 0.1, "scheduled_sampling": 0.2}],
    "task tagging": [{"output": "crf", "dropout": 0.4}],
    "task transcription": [{"beam_width": 3, "dropout": 0.2}],
    "tokenizer spectra": [{"coefficients": 13, "deltas": 2, "pre_emphasis": 0.97}],
    "tokenizer word": [{"add_bos": True, "add_eos": True}, {"punctuation": "strip", "order": "first-seen"}],
    "tokenizer character": [
        {"lowercase": True, "normalise": "NFC", "max_size": 9},
        {"specials": []},
        {"spell": True},
    ],
    "tokenizer whitespace": [{"lowercase": True, "normalise": "NFC", "add_eos": True}],
    "tokenizer regex": [{"pattern": "(.)", "joiner": ""}],
    "tokenizer symbols": [{"separator": ","}],
    "tokenizer byte": [{"specials": ["<eos>"], "add_eos": True}],
    "tokenizer nucleotide": [{"k": 3, "stride": 2}, {"k": 2, "ambiguous": "letters"}],
    "tokenizer byte-pair": [{"vocab_size": 300, "lowercase": True}, {"add_bos": True, "add_eos": True}],
    "tokenizer wordpiece": [{"vocab_size": 250, "lowercase": False}, {"add_bos": True, "add_eos": True}],
    "tokenizer unigram": [{"vocab_size": 120, "lowercase": True}, {"add_bos": True, "add_eos": True}],
    "tokenizer frames": [{"window": 5, "hop": 2}, {"standardise": False}],
}
OF_FILES = {
    f"dataset {name}"
    for name in ("audio-folder", "class-files", "conllu", "image-captions", "numpy-sequences", "series", "sktime-ts")
}
"""Checked where the files that they read are made."""
LARGE = {
    f"dataset {name}"
    for name in (
        "adding",
        "agreement",
        "copy",
        "dates",
        "motifs",
        "movie-reviews",
        "moving-shapes",
        "parity",
        "python-source",
    )
}
WITHOUT_DEFAULTS = {"embedding pretrained", NEEDS_FILES, NEEDS_PIECES} | OF_FILES | LARGE


LEARNS_NOTHING = {
    "learned-vectors-are-one-finite-row-an-id",
    "what-a-kill-leaves-goes-on-to-the-same-bytes",
    "the-same-seed-learns-the-same-bytes",
    "what-was-learned-reaches-the-outputs",
}
FIXED = {"padding-takes-no-gradient", "gradients-reach-the-vectors"}
NO_STEP = {
    "a-step-gives-an-output-and-a-state",
    "a-step-is-pure",
    "a-sequence-in-two-pieces-equals-the-whole",
    "every-backend-equals-the-fold-of-step",
    "every-backend-has-the-gradients-of-the-fold",
}
NO_TARGET = {"new-examples-need-no-target"}
NO_STREAM = {
    "the-loss-of-a-piece-is-a-finite-scalar",
    "pieces-carry-on-where-the-one-before-ended",
    "the-last-id-of-a-piece-is-said-and-not-read",
}
OF_A_STREAM = 'task language-model {"carry": 6}'
WITHOUT_TARGET = (
    "task autoencoding",
    'task autoencoding {"latent_size": 3, "word_dropout": 0.3}',
    "task language-model",
    'task language-model {"adaptive_softmax": [5], "dropout": 0.3}',
    "task music",
    OF_A_STREAM,
)
NOT_APPLICABLE = {
    **dict.fromkeys(("cell bag-of-words", "cell mlp", "cell attention", "cell convolution"), NO_STEP),
    'cell convolution {"channels": 3, "filters": 3}': NO_STEP,
    **dict.fromkeys(WITHOUT_TARGET, NO_TARGET),
    "embedding learned": LEARNS_NOTHING,
    "embedding one-hot": LEARNS_NOTHING | FIXED,
}


def silent(shown, law):
    return law in NOT_APPLICABLE.get(shown, ()) or (law in NO_STREAM and shown != OF_A_STREAM)


def cases():
    for name, component in COMPONENTS.items():
        plain = [] if name in WITHOUT_DEFAULTS else [{}]
        for values in plain + CONFIGS.get(name, []):
            shown = f"{name} {json.dumps(values)}" if values else name
            for law, check in laws(component, component.config.parse(values)):
                yield pytest.param(silent(shown, law), check, id=f"{shown} {law}")


@pytest.mark.parametrize(("has_no_part", "check"), list(cases()))
def test_a_built_in_component_keeps_the_law_or_is_known_to_have_no_part_in_it(has_no_part, check):
    if has_no_part:
        with pytest.raises(NotApplicable):
            check()
        return
    try:
        check()
    except NotApplicable as why:
        pytest.fail(f"not applicable, and nobody said so: {why}")


def test_every_kind_of_component_is_built_in_and_checked():
    assert {component.kind for component in COMPONENTS.values()} == set(KINDS)


def test_every_config_above_belongs_to_a_component():
    assert {*CONFIGS, NEEDS_FILES, NEEDS_PIECES} <= set(COMPONENTS)


ROWS = [("good film", "pos", "1.5"), ("bad film", "neg", "0.5"), ("so so", "neg", "1.0")] * 4
FIELDS = {"text": {"kind": "text"}, "label": {"kind": "label"}, "stars": {"kind": "number"}}


def write_csv(path, opened):
    with opened(path, "wt", newline="") as file:
        csv.writer(file).writerows([tuple(FIELDS), *((f"{text} {k}", *rest) for k, (text, *rest) in enumerate(ROWS))])


@pytest.mark.parametrize(("name", "opened"), [("reviews.csv", open), ("reviews.csv.gz", gzip.open)])
def test_files_of_ones_own_keep_every_law_of_datasets(tmp_path, name, opened):
    write_csv(tmp_path / name, opened)
    files = COMPONENTS[NEEDS_FILES]
    report = conform(files, files.config.parse({"path": str(tmp_path / name), "fields": FIELDS}))
    assert not report.not_applicable


@pytest.mark.parametrize("name", ["byte-pair", "wordpiece", "unigram"])
def test_a_tokenizer_of_ones_own_keeps_every_law_of_tokenizers(tmp_path, name):
    learner, pretrained = COMPONENTS[f"tokenizer {name}"], COMPONENTS[NEEDS_PIECES]
    state = learner.build(learner.config(add_bos=True, add_eos=True)).fit(TEXTS).state()
    (tmp_path / "tokenizer.json").write_text(json.dumps(state), encoding="utf-8")
    report = conform(pretrained, pretrained.config(path=str(tmp_path / "tokenizer.json")))
    assert not report.not_applicable
