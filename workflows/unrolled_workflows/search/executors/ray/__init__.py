"""The executor that runs legs on a Ray cluster."""
