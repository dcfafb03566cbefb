"""The three softmaxes of a language model."""

import pytest
import torch
from pydantic import ValidationError
from torch import nn

from unrolled.errors import ConfigError
from unrolled_embeddings.layers import OneHot
from unrolled_tasks.language import LanguageModelConfig
from unrolled_tasks.language.adaptive_softmax import AdaptiveSoftmax
from unrolled_tasks.language.softmaxes import FullSoftmax, TiedSoftmax

UNSAID = torch.tensor([0, 2])
VOCAB, SIZE = 30, 16
BUILDERS = {
    "full": lambda: FullSoftmax(SIZE, VOCAB, UNSAID),
    "tied": lambda: TiedSoftmax(SIZE, nn.Embedding(VOCAB, SIZE, dtype=torch.float64), UNSAID),
    "tied, of another width": lambda: TiedSoftmax(SIZE, nn.Embedding(VOCAB, 7, dtype=torch.float64), UNSAID),
    "adaptive": lambda: AdaptiveSoftmax(SIZE, VOCAB, (8, 20), UNSAID),
}


@pytest.fixture(params=BUILDERS)
def softmax(request):
    torch.manual_seed(3)
    return BUILDERS[request.param]().double()


@pytest.mark.system("L03")
def test_what_can_be_said_sums_to_one_and_the_rest_is_never_said(softmax):
    probs_NV = softmax.log_probs(torch.randn(5, SIZE, dtype=torch.float64) * 4).exp()
    assert probs_NV.shape == (5, VOCAB)
    assert torch.allclose(probs_NV.sum(1), torch.ones(5, dtype=torch.float64))
    assert [at for at in range(VOCAB) if not probs_NV[:, at].any()] == UNSAID.tolist()


def test_what_is_said_has_the_probability_that_the_distribution_gives_it(softmax):
    y_NH = torch.randn(VOCAB, SIZE, dtype=torch.float64, requires_grad=True)
    targets_N = torch.tensor([at for at in range(VOCAB) if at not in UNSAID])
    y_NH = y_NH[: len(targets_N)]
    found_N = softmax.said(y_NH, targets_N)
    assert torch.allclose(found_N, softmax.log_probs(y_NH).gather(1, targets_N[:, None])[:, 0])
    found_N.sum().backward()
    assert all(weight.grad.isfinite().all() for weight in softmax.parameters())
    assert softmax.said(y_NH[:0], targets_N[:0]).shape == (0,)


def test_a_tied_softmax_says_tokens_by_the_vectors_that_they_are_read_by(language_model):
    model = language_model(["a b c d"], config={"tied": True}, size=24)
    softmax, embedding = model.model.softmax, model.model.embedding
    assert [name for name, _ in softmax.named_parameters()] == ["bias_V"]
    assert sum("embedding" in name for name in model.state_dict()) == 1
    y_NH = torch.randn(2, 24)
    assert torch.allclose(softmax.logits(y_NH), y_NH @ embedding.weight.T)
    softmax.said(y_NH, torch.tensor([4, 5])).sum().backward()
    assert embedding.weight.grad[4:].any(1).all()
    assert not embedding.weight.grad[0].any()


def test_an_embedding_without_a_table_cannot_be_tied():
    with pytest.raises(ConfigError, match=r"task\.tied: the embedding has no table with a row a token"):
        TiedSoftmax(SIZE, OneHot(VOCAB), UNSAID)


@pytest.mark.parametrize(("cutoffs", "size"), [((3,), 16), ((30,), 16), ((8, 31), 16), ((8, 20), 15)])
def test_cutoffs_that_leave_a_part_without_ids_or_width_are_refused(cutoffs, size):
    with pytest.raises(ConfigError, match=r"task\.adaptive_softmax: cutoffs .* lie between 3 and 30"):
        AdaptiveSoftmax(size, VOCAB, cutoffs, UNSAID)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"tied": True, "adaptive_softmax": [9]}, "choose one"),
        ({"adaptive_softmax": [9, 9]}, "in rising order"),
        ({"adaptive_softmax": [0]}, "greater than or equal to 1"),
        ({"carry": 0}, "greater than or equal to 1"),
    ],
)
def test_a_section_that_contradicts_itself_is_refused(section, message):
    with pytest.raises(ValidationError, match=message):
        LanguageModelConfig.parse(section)


def test_rare_tokens_are_said_by_fewer_weights():
    counts = [sum(weight.numel() for weight in BUILDERS[name]().parameters()) for name in ("full", "adaptive")]
    assert counts[1] < counts[0]
