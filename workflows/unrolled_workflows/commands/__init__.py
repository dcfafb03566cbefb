"""The commands that run things."""
