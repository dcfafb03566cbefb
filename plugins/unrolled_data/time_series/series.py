"""A training and a test file of labelled series, as a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unrolled.contracts import FieldKind, Inputs
from unrolled.errors import DataError, Problem
from unrolled.locations import check_present
from unrolled_data.stratified import held_back
from unrolled_data.time_series.ts_file import read_ts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Example = dict[str, Any]


class Series:
    """Series with a class each; validation is taken from the training file.

    Args:
        locations: says where the training and the test file stand.
        inputs: the same, as the host wants to know it.
        validation_share: of every class.
    """

    fields: Mapping[str, FieldKind] = {"series": "frames", "label": "label"}

    def __init__(self, locations: Callable[[], tuple[str, str]], inputs: Inputs, validation_share: float) -> None:
        self._locations = locations
        self.inputs = inputs
        self._share = validation_share

    def read(self, *, seed: int) -> dict[str, list[Example]]:
        """Read both files.

        Args:
            seed: of the part that is held back from training.

        Returns:
            Split name to examples.

        Raises:
            DataError: a file is missing or malformed, its package is not installed, or no class has two series.
        """
        trained_on, scored_on = self._locations()
        check_present((trained_on, scored_on))
        examples, test = read_ts(trained_on), read_ts(scored_on)
        train, validation = held_back(
            examples, lambda example: example["series"].tobytes().hex(), _label, share=self._share, seed=seed
        )
        if not validation:
            what = "no class has two series, so that there are none to choose an epoch by"
            raise DataError(Problem(what, where=trained_on))
        return {"train": train, "validation": validation, "test": test}


def _label(example: Example) -> str:
    return example["label"]
