"""The search: one ledger, one decision core, and executors that know nothing of either."""
