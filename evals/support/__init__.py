"""Statements with the sentences that they cite: what the judge of support is fitted on (dev), and tried on (test)."""
