"""The tokenizer of a tokenizer.json."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tokenizers import Tokenizer as Pieces

from unrolled import DataError, Problem
from unrolled.errors import nearest
from unrolled_tokenizers.subwords import SubwordTokenizer

if TYPE_CHECKING:
    from unrolled_tokenizers.subword_declarations import PretrainedConfig


class FilePieces(SubwordTokenizer):
    """Reads its pieces from a file when it is fitted; from then on they are its state, and the file is not needed.

    Args:
        config: names the file.
    """

    def __init__(self, config: PretrainedConfig) -> None:
        super().__init__(config.max_length)
        self._path = Path(config.path)

    def fit(self, texts: Iterable[str] | Iterable[Sequence[str]]) -> Self:
        """Read the file.

        Args:
            texts: are not read.

        Raises:
            DataError: the file is missing or damaged, or puts more around a text than max_length has room for.
        """
        del texts
        pieces = self._read()
        put_in = pieces.num_special_tokens_to_add(is_pair=False)
        if self._max_length is not None and self._max_length <= put_in:
            what = f"max_length {self._max_length} leaves no room beside the {put_in} ids that the file puts around"
            raise self._error(f"{what} every text")
        return self.hold(pieces)

    def _read(self) -> Pieces:
        try:
            content = self._path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            beside = [path.name for path in self._path.parent.glob("*") if path.is_file()]
            raise self._error("there is no such file", nearest(self._path.name, beside)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise self._error(f"cannot be read: {error}") from error
        try:
            pieces = Pieces.from_str(content)
        except Exception as error:  # the library raises nothing more precise
            raise self._error(f"is no tokenizer.json that the library tokenizers can read: {error}") from error
        if not pieces.get_vocab_size():
            raise self._error("holds no vocabulary")
        return pieces

    def _error(self, what: str, near: str = "") -> DataError:
        return DataError(Problem(what, str(self._path), "", near, "unrolled show tokenizer pretrained"))
