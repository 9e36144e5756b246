"""A language model by name → what writes answers, through LangChain's ``init_chat_model``."""

import importlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.chat_model import Limits
from assistant.llm import Bound, LangChainModel
from assistant.settings import Settings
from sources.errors import UsageError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
"""Providers that an extra of this package brings, and the module that it brings."""
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_NO_KEY = "none"
"""Sent to a server of the user's own, since the clients insist on something."""
_SMALL_WINDOW = 4096
"""What a model is trusted to read when nothing is known of it: the smallest that servers give by default."""
_LARGE_ENOUGH = 16_384
_LIMITS = Limits()
_USER_IN_ADDRESS = re.compile(r"(?<=://)[^/]*@")
_WRITTEN = 1024
_WRITTEN_WITH_THOUGHTS = 6144


def chosen_model(settings: Settings) -> LangChainModel | None:
    """The model that the settings name; None when they name none.

    Raises: UsageError as ``load_model`` and ``key_in`` do.
    """
    if not settings.llm:
        if settings.llm_url:
            raise UsageError("WELLSOURCED_LLM_URL is set, but no model: name one with WELLSOURCED_LLM")
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    if not key and settings.llm_key_file is not None:
        key = key_in(settings.llm_key_file)
    return load_model(
        settings.llm,
        url=settings.llm_url,
        key=key,
        window=settings.llm_window,
        written_as=settings.llm_format,
        limits=Limits(settings.llm_first_seconds, settings.llm_seconds),
    )


def load_model(
    named: str,
    *,
    url: str = "",
    key: str | None = None,
    window: int = 0,
    written_as: str = "auto",
    limits: Limits = _LIMITS,
) -> LangChainModel:
    """The model that ``provider:name`` names, at ``url`` if given, where a name alone is an OpenAI-compatible one.

    Raises: UsageError in one line when the provider's package or the key is missing, or nobody knows the provider.
    """
    provider, name = _split(named, url)
    key = (key or "").strip() or None  # a variable that is set to nothing is as good as not set
    own = bool(url) and key is None and provider == "openai"
    _check_package(provider, named)
    if not own and key is None and provider in _KEYS and not os.environ.get(_KEYS[provider]):
        raise UsageError(f"{named} needs a key: set {_KEYS[provider]} or WELLSOURCED_LLM_KEY")
    model = _made(provider, name, url=url, key=_NO_KEY if own else key)
    profile: Mapping[str, Any] = getattr(model, "profile", None) or {}
    as_json = written_as == "json" or (written_as == "auto" and bool(profile.get("structured_output")))
    window = window or min(int(profile.get("max_input_tokens") or _SMALL_WINDOW), _LARGE_ENOUGH)
    return LangChainModel(
        name,
        _bound(model, provider, profile, window),
        window=window,
        keeps_schema=as_json and provider in {"openai", "ollama"},
        limits=limits,
        address=_USER_IN_ADDRESS.sub("", url),
        tells_end=provider in EXTRAS,
    )


def key_in(path: Path) -> str:
    """The key that a file holds.

    Raises: UsageError when it cannot be read, is empty, or others than its owner may read it.
    """
    path = path.expanduser()
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UsageError(f"{path} can be read by others: chmod 600 it, since it holds a key")
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the key file {path} cannot be read: check WELLSOURCED_LLM_KEY_FILE") from error
    if not key:
        raise UsageError(f"the key file {path} is empty")
    return key


def _split(named: str, url: str) -> tuple[str, str]:
    """``openai:gpt-5`` → openai, gpt-5; with an address also ``qwen2.5:7b`` → openai, qwen2.5:7b."""
    provider, colon, name = named.strip().partition(":")
    if colon and (provider in EXTRAS or not url) and name:
        return provider, name
    if url:
        return "openai", named.strip()
    raise UsageError(
        f"{named!r} names no provider: write openai:{named}, anthropic:…, ollama:…, or set WELLSOURCED_LLM_URL"
    )


def _check_package(provider: str, named: str) -> None:
    module = EXTRAS.get(provider)
    if module is None:
        return
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            f"{named} needs another package: pip install 'wellsourced[{provider}]', or in a clone "
            f".venv/bin/pip install -c constraints.txt -e '.[{provider}]'"
        ) from error


def _made(provider: str, name: str, *, url: str, key: str | None) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"model_provider": provider}
    if url:
        given["base_url"] = url
    if key is not None:
        given["api_key"] = key
    if provider in {"openai", "anthropic"}:  # our own deadlines and our one retry are enough
        given["max_retries"] = 0
    if provider == "openai":
        given["stream_usage"] = True
    try:
        model: BaseChatModel = init_chat_model(name, **given)
    except ImportError as error:
        raise UsageError(f"{provider}:{name} needs a package of its own: {error}") from error
    except Exception as error:  # each provider's library has an error of its own for a key that is not set
        raise UsageError(
            f"nobody knows {provider}:{name}, or its settings are not complete: write openai:…, anthropic:…, "
            "ollama:…, or another provider that LangChain's init_chat_model names"
        ) from error
    return model


def _bound(model: "BaseChatModel", provider: str, profile: Mapping[str, Any], window: int) -> Bound:
    """The model as it is asked: steady, brief, with a schema if one is given."""
    most = _WRITTEN_WITH_THOUGHTS if profile.get("reasoning_output") else _WRITTEN
    if provider == "ollama":
        steady: dict[str, Any] = {"options": {"num_predict": most, "num_ctx": window, "temperature": 0}}
    else:
        steady = {"max_tokens": most}
        if profile.get("temperature", True):
            steady["temperature"] = 0

    def bound(schema: dict[str, Any] | None) -> Any:
        kept: dict[str, Any] = {}
        if schema is not None and provider == "ollama":
            kept = {"format": schema}
        elif schema is not None:
            named = {"name": "answer", "strict": True, "schema": schema}
            kept = {"response_format": {"type": "json_schema", "json_schema": named}}
        return model.bind(**steady, **kept)

    return bound
