"""What the results of a search depend on: its key, its lock, its DVC pipeline, and what every machine must have."""
