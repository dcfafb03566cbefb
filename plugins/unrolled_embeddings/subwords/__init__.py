"""Vectors of words that are made of their n-grams: fasttext."""
