"""Lookup of vectors by id: what one-hot times a table gives, and nothing for padding."""

from __future__ import annotations

import pytest
import torch

from unrolled_embeddings import LearnedConfig, OneHotConfig, learned, one_hot
from unrolled_embeddings.layers import lookup
from unrolled_embeddings.prediction.predicted import SkipGramConfig, skip_gram
from unrolled_tokenizers import WordConfig, word


@pytest.mark.system("E06", "T09")
def test_a_column_of_the_table_is_the_table_times_one_hot():
    """E is 300 x 10,000 with random values; E o_6257 = e_6257."""
    layer = learned.build(LearnedConfig(dim=300), vocab_size=10_000).module(None)
    one = one_hot.build(OneHotConfig(), vocab_size=10_000).module(None)
    table_EV = layer.weight.T
    ids_T = torch.tensor([6257, 1, 9999])
    assert table_EV.shape == (300, 10_000)
    assert torch.equal(table_EV @ one(ids_T).T, table_EV[:, ids_T])
    assert torch.equal(layer(ids_T), table_EV[:, ids_T].T)


@pytest.mark.system("T09")
def test_words_become_ids_and_ids_become_vectors():
    tokenizer = word.build(WordConfig()).fit(["a dog", "a cat"])
    layer = learned.build(LearnedConfig(dim=4), vocab_size=tokenizer.vocab_size).module(None)
    x_TE = layer(torch.tensor(tokenizer.encode("a cat a bird")))
    assert x_TE.shape == (4, 4)
    assert torch.equal(x_TE[0], x_TE[2])
    assert torch.equal(x_TE[3], layer.weight[tokenizer.specials["<unk>"]])


@pytest.mark.parametrize(
    "layer",
    [
        learned.build(LearnedConfig(dim=3), vocab_size=5).module(None),
        one_hot.build(OneHotConfig(), vocab_size=5).module(None),
        skip_gram.build(SkipGramConfig(dim=3), vocab_size=5).module(None),
        lookup(torch.ones(5, 3)),
    ],
)
def test_padding_gives_zeros_and_words_do_not(layer: torch.nn.Module):
    x_BTE = layer(torch.tensor([[1, 0], [0, 4]]))
    assert not x_BTE[0, 1].any()
    assert not x_BTE[1, 0].any()
    assert x_BTE[0, 0].any()
    assert x_BTE[1, 1].any()


def test_padding_takes_no_gradient():
    layer = lookup(torch.ones(3, 2))
    layer(torch.tensor([0, 2])).sum().backward()
    assert layer.weight.grad.tolist() == [[0, 0], [0, 0], [1, 1]]


def test_a_frozen_table_takes_no_gradient_but_is_saved():
    layer = lookup(torch.ones(3, 2), freeze=True)
    assert not any(parameter.requires_grad for parameter in layer.parameters())
    assert list(layer.state_dict()) == ["weight"]


@pytest.mark.system("T07")
@pytest.mark.parametrize("index", [4075, 367])
def test_a_one_hot_vector_is_as_long_as_the_vocabulary_with_a_single_one(index: int):
    """The lecture prints 5391 inside the vector; the value is 1."""
    embedding = one_hot.build(OneHotConfig(), vocab_size=10_000)
    x_V = embedding.module(None)(torch.tensor(index))
    assert embedding.dim == len(x_V) == 10_000
    assert x_V.nonzero().tolist() == [[index]]
    assert x_V[index] == 1


def test_learned_vectors_start_with_the_spread_that_the_config_names():
    torch.manual_seed(1)
    layer = learned.build(LearnedConfig(dim=50, init_std=0.3), vocab_size=2_000).module(None)
    assert layer.weight[1:].std().item() == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("name", ["learned", "one-hot"])
def test_embeddings_of_the_task_learn_nothing_before_it(name: str):
    embedding = (
        learned.build(LearnedConfig(), vocab_size=5)
        if name == "learned"
        else one_hot.build(OneHotConfig(), vocab_size=5)
    )
    assert embedding.learner(None, seed=1, threads=1) is None
