"""A treebank: three files of sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.contracts import FieldKind, Inputs
from unrolled.locations import check_present
from unrolled_data.conllu.sentences import Sentences
from unrolled_data.files.formats import local_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unrolled_data.conllu import ConlluConfig
    from unrolled_data.conllu.sentences import Example


class Treebank:
    """Sentences in train, validation and test, as the files have them.

    Args:
        config: the files, and which annotation the labels are.
    """

    def __init__(self, config: ConlluConfig) -> None:
        self._config = config
        self._files = {"train": config.train, "validation": config.validation, "test": config.test}
        self.fields: Mapping[str, FieldKind] = {
            "tokens": "tokens",
            **({"letters": "tokens"} if config.letters else {}),
            "labels": "labels",
        }
        local = [path for path in map(local_file, self._files.values()) if path is not None]
        self.inputs = Inputs(files=tuple(dict.fromkeys(local)))

    def read(self, *, seed: int) -> Mapping[str, Iterable[Example]]:
        """Read every split, each as it is iterated.

        Args:
            seed: decides nothing, the files are the splits.

        Returns:
            Split name to examples.

        Raises:
            DataError: a file is missing, empty or malformed; it names file and line.
        """
        del seed
        check_present(self.inputs.files)
        config = self._config
        return {
            split: Sentences(location, config.column, letters=config.letters) for split, location in self._files.items()
        }
