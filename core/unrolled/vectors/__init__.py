"""Vectors of words: files of every usual format, neighbours, analogies, similarity, and pictures in the plane."""

from unrolled.vectors.analogies import METHODS, Answer, Method, analogy
from unrolled.vectors.cosines import cosine, unit
from unrolled.vectors.files import FORMATS, Format, Opened, check_words, open_vectors, read_vectors, write_vectors
from unrolled.vectors.lint import SignError, sign_errors
from unrolled.vectors.neighbours import Neighbour, nearest_to, neighbours
from unrolled.vectors.projection import PICTURES, Picture, Projection, project
from unrolled.vectors.questions import Section, SectionScore, altogether, read_questions, score_questions
from unrolled.vectors.rows import Block
from unrolled.vectors.similarity import Pair, SimilarityScore, read_pairs, score_pairs, spearman
from unrolled.vectors.subwords import Subwords
from unrolled.vectors.table import WordVectors

__all__ = [
    "FORMATS",
    "METHODS",
    "PICTURES",
    "Answer",
    "Block",
    "Format",
    "Method",
    "Neighbour",
    "Opened",
    "Pair",
    "Picture",
    "Projection",
    "Section",
    "SectionScore",
    "SignError",
    "SimilarityScore",
    "Subwords",
    "WordVectors",
    "altogether",
    "analogy",
    "check_words",
    "cosine",
    "nearest_to",
    "neighbours",
    "open_vectors",
    "project",
    "read_pairs",
    "read_questions",
    "read_vectors",
    "score_pairs",
    "score_questions",
    "sign_errors",
    "spearman",
    "unit",
    "write_vectors",
]
