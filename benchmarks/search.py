"""A search's overhead, what its trials share, where it ends for its budget, and what its driver bears.

python benchmarks/search.py [--json] [--only overhead sharing regret rates]

`benchmarks/search_scale.py` simulates a search on a thousand workers.
"""

from __future__ import annotations

import argparse
import itertools

import search_overhead
import search_rates
import search_regret
import search_sharing
from table import print_rows

PARTS = {
    "overhead": search_overhead.measure,
    "sharing": search_sharing.measure,
    "regret": search_regret.measure,
    "rates": search_rates.measure,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    options = parser.parse_args()
    print_rows(itertools.chain.from_iterable(PARTS[part]() for part in options.only), as_json=options.json)


if __name__ == "__main__":
    main()
