"""What the reading network's outputs mean, token by token; see ``network``. Known without loading torch."""

NOTHING, SENTENCE, SHARED, START, END = range(5)
DECIDES = slice(5, 7)
"""Of a passage's token: its share in the logits that its sentence supports the claim, and contradicts it."""
CLAIM = slice(7, 10)
"""Of a claim's token: its share in the logits of the three labels, whatever the sentence."""
OUTPUTS = 10
LABELS = ("supported", "contradicted", "not_mentioned")
"""The order of the outputs ``CLAIM``."""
SUPPORTED, CONTRADICTED, NOT_MENTIONED = range(len(LABELS))
