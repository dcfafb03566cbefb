"""What a decoder says of the texts that a latent stands for.

Shapes: B batch, T steps, I input, N tokens to be said in a batch, V vocabulary, Z numbers of the latent.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from unrolled.contracts import PAD, Encoder, Input, Sequences, State
from unrolled_tasks.autoencoding.latent import Told
from unrolled_tasks.decoding.greedy import greedy
from unrolled_tasks.framing import Frame
from unrolled_tasks.language import LanguageModelConfig
from unrolled_tasks.language.next_token import NextToken
from unrolled_tasks.language.sampling import Draws

_NO_END = -1


class TextReconstruction(nn.Module):
    """A language model that is told the latent.

    Args:
        source: the text field.
        decoder: of token vectors and the latent.
        word_dropout: share of the tokens it reads that become unknown in training.
    """

    def __init__(self, source: Input, decoder: Encoder, word_dropout: float) -> None:
        super().__init__()
        assert source.tokenizer is not None
        assert source.embedding is not None
        self.tokenizer, self.word_dropout = source.tokenizer, word_dropout
        self.frame = Frame.of(source.tokenizer.specials)
        self.unknown = source.tokenizer.specials.get("<unk>", PAD)
        vocab_size, start = source.tokenizer.vocab_size, self.frame.start
        self.model = NextToken(LanguageModelConfig(), source.embedding, Told(decoder), vocab_size, start)

    def vectors(self, field: Sequences) -> Tensor:
        """Return what an encoder of the texts reads, as x_BTI.

        Args:
            field: ids of the texts.
        """
        return self.model.embedding(field.values)

    def log_likelihoods(self, field: Sequences, z_BZ: Tensor) -> Tensor:
        """Return the log-probability of each text given its latent, its end included, in nats, as (B,).

        Args:
            field: ids of the texts.
            z_BZ: one point a text.
        """
        steps = self.frame.steps(field.values)
        if self.training and self.word_dropout:
            lost_BT = torch.rand(steps.inputs_BT.shape, device=z_BZ.device) < self.word_dropout
            lost_BT[:, 0] = False  # the start symbol tells nothing
            steps = steps._replace(inputs_BT=steps.inputs_BT.masked_fill(lost_BT, self.unknown))
        log_probs_N, _ = self.model(steps, ((z_BZ,),))
        rows_N = (steps.targets_BT != PAD).nonzero()[:, 0]
        return log_probs_N.new_zeros(len(z_BZ)).index_add(0, rows_N, log_probs_N)

    def texts(self, field: Sequences, z_BZ: Tensor) -> list[tuple[str, str]]:
        """Return each text, and the likeliest one given its latent, of as many tokens at most.

        Args:
            field: ids of the texts.
            z_BZ: one point a text.
        """
        wanted = [self.frame.plain([each for each in ids if each != PAD]) for ids in field.values.tolist()]
        limits_B = self.frame.steps(field.values).lengths_B
        found = self._said(self._read, ((z_BZ,),), [self.frame.start], limits_B)
        pairs = zip(wanted, found, strict=True)
        return [(self.tokenizer.decode(one), self.tokenizer.decode(other)) for one, other in pairs]

    def drawn(self, z_BZ: Tensor, prompt: str, max_length: int, draws: Draws, random: torch.Generator) -> list[str]:
        """Return a text drawn for each latent, the prompt before it.

        Args:
            z_BZ: one point a text.
            prompt: what every text begins with.
            max_length: tokens a text at most, those of the prompt not counted.
            draws: how a token is drawn.
            random: of the draws.
        """

        def step(state: tuple[State, ...], last_N: Tensor) -> tuple[Tensor, tuple[State, ...]]:
            log_probs_NV, state = self._read(state, last_N)
            drawn_N = draws.probabilities(log_probs_NV.cpu()).multinomial(1, generator=random)[:, 0]
            return one_hot(drawn_N, log_probs_NV.shape[1]).to(last_N.device), state  # certain: the greedy choice is it

        begun = self.frame.plain(self.tokenizer.encode(prompt))
        limits_B = torch.full((len(z_BZ),), max_length)
        said = self._said(step, ((z_BZ,),), [self.frame.start, *begun], limits_B)
        return [self.tokenizer.decode([*begun, *ids]) for ids in said]

    def _said(
        self,
        step: Callable[[tuple[State, ...], Tensor], tuple[Tensor, tuple[State, ...]]],
        state: tuple[State, ...],
        begun: list[int],
        limits_B: Tensor,
    ) -> list[list[int]]:
        begun_BT = torch.tensor([begun], device=state[0][0].device).expand(len(limits_B), -1)
        if len(begun) > 1:
            _, state = self.model.read(begun_BT[:, :-1], state)
        end = _NO_END if self.frame.end is None else self.frame.end
        return greedy(step, state, begun_BT[:, -1], end=end, limits_B=limits_B)

    def _read(self, state: tuple[State, ...], last_N: Tensor) -> tuple[Tensor, tuple[State, ...]]:
        return self.model.read(last_N[:, None], state)
