"""The network of Bengio et al., against torch's own layers.

Shapes: B batch, K words of a context, V vocabulary, E embedding, H hidden, C candidates.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from unrolled_embeddings.network.candidates import Candidates, Choice
from unrolled_embeddings.network.window_network import WindowNetwork

COUNTS_V = np.array([0, 9, 4, 4, 2, 1])


def network(dim: int = 3, width: int = 2, hidden_size: int = 4, counts_V: np.ndarray = COUNTS_V) -> WindowNetwork:
    return WindowNetwork(counts_V, dim, width, hidden_size, np.random.default_rng(1))


@pytest.mark.system("E05")
def test_four_vectors_of_300_make_an_input_of_1200_and_a_softmax_over_10000_words():
    """I want a glass of orange ...: ids 4343 9665 1 3852 6163 6257."""
    made = network(300, 4, 64, np.ones(10_000, np.int64))
    scores_BV = made.scores(torch.tensor([[1, 3852, 6163, 6257]]))
    assert made.words.values_RX.shape == (10_000, 300)
    assert made.hidden.values_RX.shape == (64, 1_200)
    assert scores_BV.shape == (1, 10_000)
    assert scores_BV.softmax(1).sum().item() == pytest.approx(1, abs=1e-5)


def test_it_starts_from_the_share_that_each_word_has_of_the_text():
    scores_BV = network().scores(torch.tensor([[1, 2], [4, 4]]))
    shares_V = torch.from_numpy((COUNTS_V + 1) / (COUNTS_V + 1).sum()).float()
    torch.testing.assert_close(scores_BV.softmax(1), shares_V.expand(2, -1))


def reference(made: WindowNetwork) -> torch.nn.Module:
    """Return torch's own layers with the same weights, biases among them."""
    size, dim = made.words.values_RX.shape
    hidden_size, inputs = made.hidden.values_RX.shape
    layers = torch.nn.Sequential(
        torch.nn.Embedding(size, dim),
        torch.nn.Flatten(),
        torch.nn.Linear(inputs, hidden_size),
        torch.nn.Tanh(),
        torch.nn.Linear(hidden_size, size),
    )
    with torch.no_grad():
        for weight, table in zip(layers.parameters(), made.children(), strict=True):
            weight.copy_(table.values_RX)
    return layers


@pytest.mark.parametrize("noise", [6, 2])
def test_steps_are_those_of_torchs_layers_and_its_adagrad(noise: int):
    made, random = network(), np.random.default_rng(2)
    layers, candidates = reference(made), Candidates(COUNTS_V, noise)
    optimizer = torch.optim.Adagrad(layers.parameters(), lr=0.1)
    for _ in range(4):
        contexts_BK, targets_B = torch.from_numpy(random.integers(0, 6, (5, 2))), random.integers(1, 6, 5)
        choice = candidates.draw(targets_B, random)
        scores_BC = layers(contexts_BK)[:, choice.words_K] - torch.from_numpy(choice.log_chances_K)
        loss = torch.nn.functional.cross_entropy(scores_BC, torch.from_numpy(choice.right_B))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        assert made.learn(contexts_BK, choice, 0.1) == pytest.approx(loss.item(), rel=1e-5)
    for weight, table in zip(layers.parameters(), made.children(), strict=True):
        torch.testing.assert_close(table.values_RX, weight.data, rtol=1e-4, atol=1e-5)


def test_words_outside_of_context_and_candidates_keep_their_weights():
    made, before = network(), network().state_dict()
    made.learn(torch.tensor([[1, 2]]), Choice(np.array([2, 3]), np.zeros(2, np.float32), np.array([1])), 0.1)
    after = made.state_dict()
    moved = {
        name: (after[name] != before[name]).reshape(len(COUNTS_V), -1).any(1).nonzero().flatten().tolist()
        for name in ("words.values_RX", "output_bias.values_RX")
    }
    # The output starts at zero, so that the first step sends no gradient to the vectors.
    assert moved == {"words.values_RX": [], "output_bias.values_RX": [2, 3]}
    made.learn(torch.tensor([[1, 2]]), Choice(np.array([2, 3]), np.zeros(2, np.float32), np.array([1])), 0.1)
    moved_V = (made.words.values_RX != before["words.values_RX"]).any(1)
    assert moved_V.nonzero().flatten().tolist() == [1, 2]
