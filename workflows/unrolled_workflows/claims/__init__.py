"""The claims laboratory: sentences of the lectures, run as experiments, each with a verdict."""
