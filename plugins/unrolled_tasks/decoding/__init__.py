"""Decoding: the likeliest sequences of a model that says one token after another, greedily or with a beam."""
