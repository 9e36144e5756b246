"""robots.txt (RFC 9309): whether a site lets programs read a page that no person asked for by name."""

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from sources.deadline import Deadline
from sources.errors import FetchError

ROBOTS_BYTES = 500_000
ROBOTS_SECONDS = 5.0
_WHAT_TO_DO = (
    "name it yourself (wellsourced add URL), or save it in your browser and add the file: "
    "wellsourced add page.html --for URL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """What came for ``/robots.txt``: its status, None after too many redirects, and its first bytes."""

    status: int | None
    start: bytes


class Robots:
    """The rules of every host that one batch meets; each host is asked once, whoever comes first.

    ``read`` fetches a robots.txt within a deadline and raises FetchError where there is no answer;
    ``robot`` is the name that rules are looked up by, see ``robot_name``.
    """

    def __init__(self, read: Callable[[str, Deadline], RobotsFile], robot: str) -> None:
        self._read = read
        self._robot = robot
        self._rules: dict[str, Future[Callable[[str], bool] | FetchError]] = {}
        self._lock = Lock()

    def check(self, url: str, deadline: Deadline) -> None:
        """Return when the host of ``url`` (normalised) lets programs read it.

        Raises:
            FetchError: it does not (state ``robots``), or the host did not answer (its own state).
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            is_first = origin not in self._rules
            rules = self._rules.setdefault(origin, Future())
        if is_first:
            rules.set_result(self._ask(origin, deadline.within(ROBOTS_SECONDS)))
        try:
            allows = rules.result(timeout=deadline.left())
        except TimeoutError:
            raise FetchError(f"{parts.hostname}: no answer within {deadline.seconds:g} s") from None
        if isinstance(allows, FetchError):
            raise allows
        if not allows(url):
            raise FetchError(
                f"{parts.hostname}: the site asks programs not to read this page by themselves "
                f"(robots.txt): {_WHAT_TO_DO}",
                state="robots",
            )

    def _ask(self, origin: str, deadline: Deadline) -> Callable[[str], bool] | FetchError:
        host = urlsplit(origin).hostname
        try:
            answer = self._read(f"{origin}/robots.txt", deadline)
        except FetchError as error:  # no more attempts: this answer holds for the whole batch
            error.retryable = False
            return error
        except Exception as error:  # whoever else waits for this answer must get one
            return FetchError(f"{host}: its robots.txt could not be fetched ({type(error).__name__})")
        if answer.status is None or 400 <= answer.status < 500:
            return lambda url: True
        if not 200 <= answer.status < 300:
            return FetchError(
                f"{host}: its robots.txt cannot be had at the moment (HTTP {answer.status}), which means "
                f"that programs should not read the site: try later, or {_WHAT_TO_DO}",
                state="robots",
            )
        rules = Protego.parse(answer.start.decode("utf-8-sig", "replace"))
        return lambda url: rules.can_fetch(url, self._robot)


def robot_name(user_agent: str) -> str:
    """The product that a User-Agent names, in lower case: ``Mozilla/5.0 (compatible; Name/1)`` → ``name``."""
    found = re.search(r"compatible;\s*([a-z_-]+)", user_agent, re.IGNORECASE)
    found = found or re.match(r"\s*([a-z_-]+)", user_agent, re.IGNORECASE)
    return found[1].lower() if found else "*"
