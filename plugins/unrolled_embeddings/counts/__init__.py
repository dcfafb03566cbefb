"""Vectors learned from counts of words near one another: glove and cooccurrence-svd."""
