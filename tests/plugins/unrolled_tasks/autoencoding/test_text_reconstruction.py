"""What a decoder says of the texts that a latent stands for."""

from __future__ import annotations

import pytest
import torch

from .conftest import batch_of


def test_a_text_is_as_likely_as_its_tokens_and_its_end_one_after_another(autoencoder):
    task = autoencoder().eval()
    said, z_BZ = task.reconstruction, torch.randn(1, 4)
    ids = [*said.tokenizer.encode("the fox hid"), said.frame.end]
    state, last, total = ((z_BZ,),), said.frame.start, 0.0
    with torch.no_grad():
        for token in ids:
            log_probs_BV, state = said.model.read(torch.tensor([[last]]), state)
            total, last = total + log_probs_BV[0, token].item(), token
        found_B = said.log_likelihoods(batch_of(task, ["the fox hid"]).fields["text"], z_BZ)
    assert found_B.tolist() == [pytest.approx(total, rel=1e-5)]


def test_word_dropout_hides_tokens_in_training_and_never_otherwise(autoencoder):
    task = autoencoder(word_dropout=1.0)
    said, z_BZ = task.reconstruction, torch.zeros(2, 4)
    field = batch_of(task, ["the fox ran", "my fox ran"]).fields["text"]
    seen = []
    said.model.embedding.register_forward_hook(lambda _module, given, _result: seen.append(given[0].tolist()))
    said.train().log_likelihoods(field, z_BZ)
    said.eval().log_likelihoods(field, z_BZ)
    unknown, start = said.unknown, said.frame.start
    assert seen[0] == [[start, unknown, unknown, unknown]] * 2
    assert seen[1] == [[start, *ids] for ids in field.values.tolist()]
