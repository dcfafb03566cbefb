"""Where configurations come from: Optuna, asked and told."""
