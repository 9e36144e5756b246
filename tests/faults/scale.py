"""How much of the long tests is run: all of it by ``make test-long``, else a part that takes a minute or two."""

import os

LONG = os.environ.get("WELLSOURCED_LONG_TESTS") == "1"


def of(all_: int, part: int) -> int:
    """The number for this run."""
    return all_ if LONG else part
