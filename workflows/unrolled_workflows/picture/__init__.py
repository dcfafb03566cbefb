"""A picture of word vectors in the plane: one HTML file that needs nothing but a browser."""

from unrolled_workflows.picture.page import Picture, render

__all__ = ["Picture", "render"]
