"""Folders that an experiment can be run in at once."""
