"""What a dataset, a tokenizer, an embedding, a cell, a scorer and a task must do."""

from unrolled.contracts.batch import Batch, Sequences
from unrolled.contracts.cell import Cell, State
from unrolled.contracts.data import SPLITS, TOKENIZED, UNLABELLED, Dataset, FieldKind, Inputs, Schema
from unrolled.contracts.progress import Progress, Silent
from unrolled.contracts.ragged import Ragged
from unrolled.contracts.scorer import Scorer
from unrolled.contracts.series import FrameTokenizer
from unrolled.contracts.task import Encoded, Encoder, Input, Monitor, Task
from unrolled.contracts.text import PAD, EncodesBatches, FindsOffsets, ScansFiles, Tokenizer, encode_batch
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
    "EncodesBatches",
    "FieldKind",
    "FindsOffsets",
    "FrameTokenizer",
    "Input",
    "Inputs",
    "Monitor",
    "Progress",
    "Ragged",
    "Run",
    "ScansFiles",
    "Schema",
    "Scorer",
    "Sequences",
    "Silent",
    "State",
    "Task",
    "Tokenizer",
    "Tracker",
    "encode_batch",
]
