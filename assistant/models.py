"""Which models are in use, which larger ones can take their place, and fetching one from the Hub."""

from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from sources.errors import FetchError, UsageError

_FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]
"""Weights as safetensors only: other formats can run code when they are loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """A model that this machine uses: what for, its name, and the setting that changes it."""

    task: str
    name: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A model of the Hub that reads more than the shipped one does, at the price of its size."""

    task: str
    name: str
    licence: str
    megabytes: int
    setting: str


RECOMMENDED = tuple(
    Recommended(task=task, name=name, licence=licence, megabytes=megabytes, setting=setting)
    for task, name, licence, megabytes, setting in (
        ("reading questions", "deepset/minilm-uncased-squad2", "CC-BY-4.0", 133, "WELLSOURCED_READER"),
        ("reading questions", "deepset/roberta-base-squad2", "CC-BY-4.0", 496, "WELLSOURCED_READER"),
        ("reading questions", "cross-encoder/ms-marco-MiniLM-L6-v2", "Apache-2.0", 91, "WELLSOURCED_READER"),
        ("judging claims", "cross-encoder/nli-MiniLM2-L6-H768", "Apache-2.0", 330, "WELLSOURCED_CLAIM_MODEL"),
        ("judging claims", "cross-encoder/nli-deberta-v3-base", "Apache-2.0", 738, "WELLSOURCED_CLAIM_MODEL"),
        ("embedding", "sentence-transformers/all-mpnet-base-v2", "Apache-2.0", 438, "WELLSOURCED_MODEL"),
    )
)
"""Licence and size as their cards and their numbers of parameters say; none could be tried where this was written."""


def models_in_use(settings: Settings) -> tuple[InUse, ...]:
    """What the settings choose."""
    return (
        InUse(task="embedding", name=settings.model, setting="WELLSOURCED_MODEL"),
        InUse(task="reading questions", name=settings.reader, setting="WELLSOURCED_READER"),
        InUse(task="judging claims", name=settings.claim_model, setting="WELLSOURCED_CLAIM_MODEL"),
    )


def hub_folder(home: Path) -> Path:
    """Where the models of the Hub are kept."""
    return home / "models" / "hub"


def get_model(name: str, home: Path) -> Path:
    """Fetch a model from the Hub, or take what is there already; returns its folder.

    Raises: UsageError when the Hub has no such model; FetchError when it cannot be reached.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, cache_dir=hub_folder(home), allow_patterns=_FILES))
    except (LocalEntryNotFoundError, OSError) as error:
        if isinstance(error, HfHubHTTPError) and not isinstance(error, LocalEntryNotFoundError):
            raise UsageError(f"the Hub has no model {name!r} that can be fetched without a key") from error
        raise FetchError(
            f"the Hub could not be reached for {name!r}: try again with a network, or copy its folder here "
            "and name the folder in its place"
        ) from error
    except HFValidationError as error:
        raise UsageError(f"{name!r} is no name of a model: owner/name, as on the Hub") from error
