"""Vectors that a file gives: pretrained."""
