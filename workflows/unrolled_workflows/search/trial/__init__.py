"""What a worker does with a leg of a trial, and where the trial's own files stand."""
