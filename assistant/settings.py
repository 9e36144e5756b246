"""Settings: small frozen values, and the only place that reads the environment (WELLSOURCED_…)."""

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.embedder import DEFAULT_MODEL

BUNDLED_CORPUS = "article"
SHIPPED = "shipped"
"""The name, among models, of what comes with Wellsourced."""


class Settings(BaseSettings):
    """What a user can choose. ``WELLSOURCED_HOME``, ``WELLSOURCED_MODEL`` and so on set them."""

    model_config = SettingsConfigDict(env_prefix="WELLSOURCED_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("wellsourced", appauthor=False))
    """The one folder that holds all state."""
    corpus: str = BUNDLED_CORPUS
    """The corpus that is asked when none is named."""
    model: str = DEFAULT_MODEL
    """The embedding model: the default, or any that sentence-transformers loads."""
    reader: str = SHIPPED
    """What reads questions: the shipped network, or a model of the Hub for question answering or reranking."""
    claim_model: str = SHIPPED
    """What judges claims: the shipped network, or a model of the Hub for natural language inference."""
    llm: str = ""
    """The language model that writes the answers, ``provider:name``; empty: none, answers are quotes."""
    llm_url: str = ""
    """The address of an OpenAI-compatible server, up to and with its ``/v1``."""
    llm_key: SecretStr | None = None
    """The key of that model, where its provider's own variable (``OPENAI_API_KEY`` and so on) does not have it."""
    llm_key_file: Path | None = None
    """A file that holds the key and that only its owner may read."""
    llm_format: Literal["auto", "lines", "json"] = "auto"
    """How the model has to write: JSON where it is known to keep to a schema, lines elsewhere."""
    llm_window: int = Field(default=0, ge=0)
    """The tokens that the model reads and writes at once; 0: as LangChain knows it, else 4,096."""
    llm_first_seconds: float = Field(default=20.0, gt=0, le=600)
    """The longest that the model may take before it begins to write."""
    llm_seconds: float = Field(default=60.0, gt=0, le=3600)
    """The longest that the model may take in all."""
    llm_unsupported: Literal["drop", "mark"] = "drop"
    """What becomes of a sentence that its sources do not bear out."""
    fetch_seconds: float = Field(default=30.0, gt=0, le=600)
    """The longest that fetching may take, all pages together."""
    allowed_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Hosts that may be fetched from although they are not public; comma-separated."""
    archive: bool = True
    """Whether a page that cannot be read is looked for in the Internet Archive."""
    archive_api: str = "https://archive.org/wayback/available"
    """Where the archive tells which copy it has; another that speaks the same language will do."""
    archive_web: str = "https://web.archive.org/web"
    """Where the archive's copies are."""
    user_agent: str = "Wellsourced/0.1 (reads pages that its user asked for)"

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value
        )

    @field_validator("llm_key", "llm_key_file", mode="before")
    @classmethod
    def _unset(cls, value: object) -> object:
        """A variable that is there and empty says nothing."""
        return None if value == "" else value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @classmethod
    def load(
        cls, *, home: Path | None = None, corpus: str | None = None, reader: str | None = None
    ) -> "Settings":
        """The environment's settings, with what the command line says in their place."""
        given = {"home": home, "corpus": corpus, "reader": reader}
        return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
