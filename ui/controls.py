"""Characters that a terminal obeys instead of showing them."""

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\ufffd")


def without_controls(text: str) -> str:
    """The text, of the same length, with the sign for what cannot be shown in their place; tab and line feed stay."""
    return text.translate(_CONTROLS)
