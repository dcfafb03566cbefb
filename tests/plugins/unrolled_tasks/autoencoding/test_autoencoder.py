"""A variational autoencoder of sequences."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from unrolled.contracts import Batch, Sequences
from unrolled.errors import ConfigError
from unrolled_tasks import autoencoding

from .conftest import TEXTS, batch_of

FIELDS = {"text": "text"}


def test_it_takes_texts_and_frames_and_has_a_decoder():
    assert autoencoding.roles == {"input": ("text", "tokens", "frames")}
    assert autoencoding.parts == ("decoder",)


@pytest.mark.system("A13")
def test_the_lower_bound_is_the_mean_likelihood_at_draws_less_the_divergence(autoencoder):
    task = autoencoder().eval()
    batch = batch_of(task, TEXTS[:3])
    with torch.no_grad():
        field = batch.fields["text"]
        last_BH = task.encoder(task.reconstruction.model.embedding(field.values), field.lengths_B).last_BH
        mean_BZ, log_variance_BZ = task.posterior.mean(last_BH), task.posterior.log_variance(last_BH)
        deviation_BZ = (log_variance_BZ / 2).exp()
        draws = [
            task.reconstruction.log_likelihoods(field, mean_BZ + deviation_BZ * noise_Z) for noise_Z in task.noise_KZ
        ]
        elbo_B = torch.stack(draws).mean(0) - kl_divergence(Normal(mean_BZ, deviation_BZ), Normal(0.0, 1.0)).sum(1)
        rows = task.predict(batch)
        assert [row["elbo"] for row in rows] == pytest.approx(elbo_B.tolist(), rel=1e-5)
        assert task.loss(batch).item() == pytest.approx(-elbo_B.mean().item(), rel=1e-5)
    scores = task.score(rows)
    assert scores["loss"] == -scores["elbo"] == pytest.approx(scores["reconstruction"] + scores["kl"])


@pytest.mark.system("A13")
def test_the_lower_bound_lies_below_the_likelihood_that_many_draws_of_the_latent_give(autoencoder):
    task = autoencoder(latent_size=1).eval()
    batch = batch_of(task, TEXTS[:1])
    places_K = torch.linspace(-6, 6, 601)
    many = Sequences(batch.fields["text"].values.expand(601, -1), batch.fields["text"].lengths_B.expand(601))
    with torch.no_grad():
        log_joint_K = task.reconstruction.log_likelihoods(many, places_K[:, None]) + Normal(0.0, 1.0).log_prob(places_K)
        log_likelihood = torch.logsumexp(log_joint_K, 0) + torch.tensor(12 / 600).log()
        posterior = task._posterior(batch.fields["text"])
        log_q_K = Normal(posterior.mean_BZ[0], (posterior.log_variance_BZ[0] / 2).exp()).log_prob(places_K)
        bound = ((log_joint_K - log_q_K) * log_q_K.exp()).sum() * 12 / 600
    assert bound < log_likelihood
    assert task.predict(batch)[0]["elbo"] == pytest.approx(bound.item(), abs=0.1)


def test_in_training_the_divergence_weighs_more_from_step_to_step(autoencoder):
    task = autoencoder(anneal_steps=4).train()
    batch = batch_of(task, TEXTS[:4])
    weights = []
    for _ in range(6):
        torch.manual_seed(1)
        state = {name: part.clone() for name, part in task.state_dict().items()}
        total = task.loss(batch).item()
        task.load_state_dict({**state, "steps": torch.tensor(0)})
        torch.manual_seed(1)
        reconstruction = task.loss(batch).item()
        task.load_state_dict({**state, "steps": state["steps"] + 1})
        divergence = task._posterior(batch.fields["text"]).divergence().mean().item()
        weights.append((total - reconstruction) / divergence)
    assert weights == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1], abs=1e-4)


def test_evaluation_counts_no_step_and_knows_no_annealing(autoencoder):
    task = autoencoder(anneal_steps=100).eval()
    batch = batch_of(task, TEXTS[:4])
    losses = {task.loss(batch).item() for _ in range(2)}
    assert task.steps.item() == 0
    task.steps += 50
    assert {task.loss(batch).item()} == losses


def test_a_training_that_was_stopped_goes_on_with_the_annealing_where_it_was(autoencoder, train):
    whole, stopped = train(autoencoder(anneal_steps=12), epochs=2), train(autoencoder(anneal_steps=12), epochs=1)
    assert stopped.state_dict["steps"].item() == 3
    resumed = train(autoencoder(anneal_steps=12), epochs=2, work=stopped.work)
    assert resumed.state_dict.keys() == whole.state_dict.keys()
    for name, part in whole.state_dict.items():
        assert resumed.state_dict[name].numpy().tobytes() == part.numpy().tobytes()


@pytest.mark.system("A13")
def test_texts_are_learned_given_back_and_drawn(autoencoder, learn):
    task = autoencoder(anneal_steps=400, word_dropout=0.3)
    rows = [{"text": task.reconstruction.tokenizer.encode(text)} for text in TEXTS]
    learn(task, FIELDS, rows * 48, rows, epochs=2, learning_rate=0.03)
    with torch.no_grad():
        found = task.predict(batch_of(task, TEXTS))
    assert [row["target"] for row in found] == TEXTS
    assert sum(row["target"] == row["predicted"] for row in found) >= len(TEXTS) // 3
    assert task.score(found)["elbo"] > -6
    drawn = task.sample(20, max_length=6, seed=1)
    assert drawn == task.sample(20, max_length=6, seed=1) != task.sample(20, max_length=6, seed=2)
    assert sum(text in TEXTS for text in drawn) >= 18
    assert len(set(drawn)) >= 6
    begun = task.sample(6, max_length=4, seed=3, prompt="my dog")
    assert {text[:6] for text in begun} == {"my dog"}


def test_an_autoencoder_of_frames_draws_no_texts(autoencoder):
    task = autoencoder(frame_size=2).eval()
    wave = Sequences(torch.randn(2, 4, 2), torch.tensor([4, 3]))
    rows = task.predict(Batch({"wave": wave}, torch.arange(2)))
    assert set(rows[0]) == {"elbo", "reconstruction", "kl", "loss"}
    with pytest.raises(ConfigError, match="this run's input is of kind frames, and texts alone are drawn"):
        task.sample(1, max_length=3, seed=1)
