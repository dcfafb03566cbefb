"""Vectors learned by a small network that guesses a word from its window: neural-lm."""
