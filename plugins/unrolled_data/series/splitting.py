"""Where in time one split of a series ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unrolled_data.series import Size, WindowsConfig
    from unrolled_data.series.values import Series

_TEST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Borders:
    """Splits of a series, one behind another.

    Args:
        train: step behind the training split.
        validation: step behind the validation split.
        test: step behind the test split.
    """

    train: int
    validation: int
    test: int

    @classmethod
    def of(cls, series: Series, config: WindowsConfig) -> Borders:
        """Return the borders of a series.

        Args:
            series: of any length.
            config: with the sizes of the splits.

        Raises:
            ValueError: a split would be too short for one example; the message completes "series 'x' ...".
        """
        steps = len(series.steps)
        test = series.appended or _steps(config.test_size or _TEST_SHARE, steps)
        validation = _steps(config.validation_size, steps - series.appended)
        held_out = validation + test
        train = steps - held_out if config.train_size is None else _steps(config.train_size, steps)
        if train + held_out > steps:
            raise ValueError(f"has {steps} steps, fewer than the {train} + {validation} + {test} of its three splits")
        if train < config.length + config.horizon:
            what = f"has {max(train, 0)} steps to train on"
            raise ValueError(f"{what}, where one example needs {config.length} + {config.horizon}")
        for split, size in (("validation", validation), ("test", test)):
            if size < config.horizon:
                raise ValueError(f"has {size} steps for {split}, fewer than the horizon of {config.horizon}")
        return cls(train, train + validation, train + validation + test)

    def spans(self, length: int) -> dict[str, tuple[int, int]]:
        """Return split name to the steps that its examples may show.

        Args:
            length: of the past, which may reach into the split before.
        """
        return {
            "train": (0, self.train),
            "validation": (self.train - length, self.validation),
            "test": (self.validation - length, self.test),
        }


def _steps(size: Size, steps: int) -> int:
    """Return a size as a number of steps."""
    return size if isinstance(size, int) else round(size * steps)
