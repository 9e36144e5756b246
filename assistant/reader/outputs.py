"""What the reading network's outputs mean, token by token; see ``network``. Known without loading torch."""

NOTHING, SENTENCE, SHARED, START, END = range(5)
CLAIM = slice(5, 8)
OUTPUTS = 8
LABELS = ("supported", "contradicted", "not_mentioned")
"""The order of the outputs ``CLAIM``."""
