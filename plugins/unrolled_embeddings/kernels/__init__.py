"""The compiled loops of vectors that are learned by predicting words from words."""
