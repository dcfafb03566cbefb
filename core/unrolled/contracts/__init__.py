"""What a dataset, a tokenizer, an embedding, a cell and a task must do."""

from unrolled.contracts.batch import Batch, Sequences
from unrolled.contracts.cell import Cell, State
from unrolled.contracts.data import SPLITS, TOKENIZED, UNLABELLED, Dataset, FieldKind, Inputs, Schema
from unrolled.contracts.progress import Progress
from unrolled.contracts.task import Encoded, Encoder, Input, Monitor, Task
from unrolled.contracts.text import PAD, Tokenizer
from unrolled.contracts.tracker import Run, Tracker
from unrolled.contracts.vectors import Corpus, Embedding

__all__ = [
    "PAD",
    "SPLITS",
    "TOKENIZED",
    "UNLABELLED",
    "Batch",
    "Cell",
    "Corpus",
    "Dataset",
    "Embedding",
    "Encoded",
    "Encoder",
    "FieldKind",
    "Input",
    "Inputs",
    "Monitor",
    "Progress",
    "Run",
    "Schema",
    "Sequences",
    "State",
    "Task",
    "Tokenizer",
    "Tracker",
]
