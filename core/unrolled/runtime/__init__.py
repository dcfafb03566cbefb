"""Where torch lives: unrolling, batches, training and checkpoints."""
