"""Words that mean much the same, and words that mean the opposite, as stems; from WordNet (README.md)."""
