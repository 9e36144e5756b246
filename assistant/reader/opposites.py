"""Pairs of words of which a statement cannot hold both."""

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("more", "fewer"), ("more", "less"), ("most", "few"), ("all", "none"), ("every", "no"), ("rose", "fell"),
    ("rise", "fall"), ("rising", "falling"), ("increased", "decreased"), ("increase", "decrease"),
    ("increased", "declined"), ("growth", "decline"), ("higher", "lower"), ("before", "after"),
    ("largest", "smallest"), ("largest", "least"), ("first", "last"), ("gained", "lost"), ("north", "south"),
    ("northern", "southern"), ("east", "west"), ("eastern", "western"), ("won", "lost"), ("accepted", "rejected"),
    ("approved", "rejected"), ("opened", "closed"), ("allowed", "forbade"), ("allowed", "banned"),
    ("always", "never"), ("above", "below"), ("faster", "slower"), ("older", "younger"), ("bought", "sold"),
    ("public", "private"), ("without", "with"), ("import", "export"), ("imports", "exports"),
    ("majority", "minority"), ("maximum", "minimum"), ("cheaper", "dearer"), ("success", "failure"),
    ("support", "oppose"), ("supported", "opposed"), ("true", "false"), ("male", "female"), ("early", "late"),
    ("earlier", "later"), ("million", "billion"), ("thousand", "million"),
)  # fmt: skip
"""In lower case, single words; of the two either may be the one that is said."""

BOTH_WAYS = tuple((said, other) for pair in OPPOSITES for said, other in (pair, pair[::-1]))
"""Each pair, either word first."""
