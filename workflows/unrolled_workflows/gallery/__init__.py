"""Real experiments, a folder each: params.yaml, a README and the last figures."""

from unrolled_workflows.gallery.entries import Entry, Figures, entries, entry_named

__all__ = ["Entry", "Figures", "entries", "entry_named"]
