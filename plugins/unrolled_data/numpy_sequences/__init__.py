"""Sequences of numbers in files of numpy and of MATLAB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from unrolled import Config, dataset

if TYPE_CHECKING:
    from unrolled.contracts import Dataset

Name = Annotated[str, Field(min_length=1)]
SUFFIXES = (".npy", ".npz", ".mat")
_KEYED = (".npz", ".mat")


class KeysConfig(Config):
    """What the splits are called in a file that holds them all."""

    train: Name = "traindata"
    """array of the training split"""
    validation: Name = "validdata"
    """array of the validation split"""
    test: Name = "testdata"
    """array of the test split"""


class NumpySequencesConfig(Config):
    """Sequences of numbers in .npz or .mat (a file with all splits), or in .npy (a file a split)."""

    path: Name | None = None
    """file (.npz, .mat) that holds all splits, in place of train, validation and test"""
    keys: KeysConfig = KeysConfig()
    """the arrays in it; an array KEY_lengths cuts KEY, whose sequences stand one behind another, into sequences"""
    train: Name | None = None
    """file (.npy) of the training split"""
    validation: Name | None = None
    """file (.npy) of the validation split"""
    test: Name | None = None
    """file (.npy) of the test split"""
    field: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "frames"
    """name of the field"""

    @property
    def parts(self) -> dict[str, tuple[str, str]]:
        """Split name to file and key; the key of a file that holds one array is empty."""
        if self.path is not None:
            return {split: (self.path, key) for split, key in self.keys.plain().items()}
        named = {"train": self.train, "validation": self.validation, "test": self.test}
        return {split: (path, "") for split, path in named.items() if path is not None}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [name for name in ("train", "validation", "test") if getattr(self, name) is not None]
        if self.path is None and len(given) < len(("train", "validation", "test")):
            raise ValueError("give path for one file with all splits, or train, validation and test")
        if self.path is not None and given:
            raise ValueError("path holds all splits, so train, validation and test cannot be given beside it")
        for path, key in self.parts.values():
            suffixes = _KEYED if key else (".npy",)
            if not path.endswith(suffixes):
                raise ValueError(f"the extension of '{path}' is not {' or '.join(suffixes)}")
        return self


@dataset("numpy-sequences", NumpySequencesConfig)
def numpy_sequences_dataset(config: NumpySequencesConfig, /) -> Dataset:
    """Build the reader of arrays."""
    from unrolled_data.numpy_sequences.arrays import NumpySequences

    return NumpySequences(config)
