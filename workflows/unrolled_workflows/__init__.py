"""Everything that runs: stages, pipeline, report. Depends on core, never on a plugin."""
