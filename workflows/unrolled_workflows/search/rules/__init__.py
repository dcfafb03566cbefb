"""What a search does next: pure functions of where it stands and of its plan."""
