"""The running Python's own help texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from unrolled import dataset
from unrolled_data.sizes import SharesConfig

if TYPE_CHECKING:
    from unrolled.contracts import Dataset


class PythonDocsConfig(SharesConfig):
    """Texts about the Python language, those of help(): 80 topics in plain English, for language models."""

    unit: Literal["paragraph", "topic"] = "paragraph"
    """what an example is; a topic's paragraphs stay in one split either way"""


@dataset("python-docs", PythonDocsConfig)
def python_docs_dataset(config: PythonDocsConfig, /) -> Dataset:
    """Build the reader of the help texts."""
    from unrolled_data.python_docs.topics import Topics

    return Topics(config)
