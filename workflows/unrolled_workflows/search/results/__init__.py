"""What a user sees of a search: before it, while it runs, and after."""
