"""The error tree. Whatever derives from ``WellsourcedError`` may be shown to a user as it is."""


class WellsourcedError(Exception):
    """One line that says what failed and what to do next; safe to show."""

    exit_code = 1


class UsageError(WellsourcedError):
    """What was asked for makes no sense as given: exit code 2."""

    exit_code = 2


class UnknownCorpusError(UsageError):
    """No corpus of that name, or a name that no corpus can have."""


class SourceError(WellsourcedError):
    """A source could not be read; the state it leaves the source in is ``state``."""

    def __init__(self, message: str, *, state: str = "unreachable") -> None:
        super().__init__(message)
        self.state = state


class FetchError(SourceError):
    """The page was not reached; ``retryable`` when a later try may succeed."""

    def __init__(self, message: str, *, state: str = "unreachable", retryable: bool = False) -> None:
        super().__init__(message, state=state)
        self.retryable = retryable


class ForbiddenAddressError(FetchError):
    """The address is malformed, not http(s), or not public."""


class ExtractionError(SourceError):
    """The bytes were there, but no text could be read from them."""


class BusyError(WellsourcedError):
    """Another process is writing to the same corpus; the message names it."""


class IndexMismatchError(WellsourcedError):
    """The index was built with another model or other rules; the message names the rebuild."""


class IndexDamagedError(WellsourcedError):
    """A file of the index is not what was written."""


class StorageError(WellsourcedError):
    """The disk is full or a folder cannot be written; what was there before is intact."""


class ModelError(WellsourcedError):
    """A language model gave no answer; ``retryable`` when asking once more may help."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class ModelTimeoutError(ModelError):
    """A language model did not begin, or did not end, in time."""
