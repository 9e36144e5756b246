"""What a provider's library raises → one line of our own.

Never in the provider's words: some repeat the key in them, or a page of HTML.
"""

from collections.abc import Iterator

from sources.errors import ModelError, ModelTimeoutError

_REFUSED_KEY = "{where} refused the key: set WELLSOURCED_LLM_KEY, or the provider's own variable"
_BY_STATUS = {
    400: "{where} refused the request (400): its window may be smaller than WELLSOURCED_LLM_WINDOW says",
    401: _REFUSED_KEY,
    402: "{where} wants to be paid first (402)",
    403: _REFUSED_KEY,
    404: "{where} is not there (404): check WELLSOURCED_LLM and WELLSOURCED_LLM_URL",
    408: "{where} took too long (408)",
    413: "{where} found the request too long (413): set WELLSOURCED_LLM_WINDOW",
    429: "{where} is busy, or its quota is used up (429)",
}
_RETRYABLE = frozenset({408, 409, 425, 429})
_CONNECTION = ("connect", "network", "protocol", "readerror", "writeerror", "closed", "incompleteread")


def explained(error: Exception, where: str) -> ModelError:
    """The error of a model in one line, with whether trying again may help."""
    if isinstance(error, ModelError):
        return error
    for cause in _causes(error):
        status = getattr(cause, "status_code", None)
        if isinstance(status, int) and status >= 300:
            return _of_status(status, where)
    names = " ".join(type(cause).__name__.lower() for cause in _causes(error))
    if "timeout" in names:
        return ModelTimeoutError(f"{where} did not answer in time", retryable=True)
    if any(part in names for part in _CONNECTION):
        return ModelError(f"{where} cannot be reached, or broke off: is it running?", retryable=True)
    return ModelError(f"{where} failed ({type(error).__name__})")


def _of_status(status: int, where: str) -> ModelError:
    retryable = status in _RETRYABLE or status >= 500
    line = _BY_STATUS.get(status, "{where} had an error ({status})")
    return ModelError(line.format(where=where, status=status), retryable=retryable)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, outermost first."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__
