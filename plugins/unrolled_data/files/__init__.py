"""The dataset ``files``: one module a format, one for opening, one for values, one for splits."""
