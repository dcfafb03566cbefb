"""Vectors learned by predicting words from the words around them: skip-gram and cbow."""
