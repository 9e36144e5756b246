"""Questions about the list of references itself."""

import pytest
from assistant_material import reference, tisza

from assistant.referenced import matching_references

REUTERS_2025 = "https://www.reuters.com/business/energy/putin-maduro-2025-05-07"
REUTERS_2023 = "https://www.reuters.com/world/guzman-extradited-2023-09-16"
COUNCIL = "https://www.atlanticcouncil.org/dispatches/balancing-act"
CFR = "https://www.cfr.org/backgrounder/fentanyl"
CBP = "https://www.cbp.gov/frontline-against-fentanyl"
ALL = [REUTERS_2025, REUTERS_2023, COUNCIL, CFR, CBP]
REFERENCES = [(tisza(), reference(url)) for url in ALL]


@pytest.mark.parametrize(
    ("question", "urls"),
    [
        ("Which pages does the article reference?", ALL),
        ("List all the sources with their links", ALL),
        ("Does the article cite Reuters?", [REUTERS_2025, REUTERS_2023]),
        ("Is the Atlantic Council among the sources?", [COUNCIL]),
        ("Does it cite CFR?", [CFR]),
        ("Which pages on fentanyl are cited?", [CFR, CBP]),
        ("Is a Reuters page of 2023 cited?", [REUTERS_2023]),
        ("Does the article cite Nature Geoscience?", []),
        ("Is the CF cited?", []),
    ],
)
def test_matching(question: str, urls: list[str]) -> None:
    """All references, or those with most of the words asked for in their address; short words must be whole."""
    assert [found.url for _, found in matching_references(question, REFERENCES)] == urls


def test_no_references() -> None:
    """A document that references nothing has no match for anything."""
    assert matching_references("Which pages are cited?", []) == []
    assert matching_references("Is Reuters cited?", []) == []
