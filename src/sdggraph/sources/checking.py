"""Check pages politely: robots.txt is obeyed, and each host gets at most one request a second."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from sdggraph.errors import PageRefused, PageUnreachable
from sdggraph.sources.fetching import Bounds, Reply, ask, next_page, parts_of

OK, GONE, MOVED, COPY, ERROR, NOT_ASKED = "ok", "gone", "moved", "copy", "error", "not asked"
_PERMANENT: Final = frozenset({301, 308})
_PAUSE: Final = 1.0  # seconds between two requests to one host
_LONGEST_PAUSE: Final = 30.0  # a host that wants longer pauses is left alone
_HEAD: Final = 65_536  # bytes in which a page tells its own address
_HTML: Final = re.compile(r"text/html|application/xhtml\+xml", re.IGNORECASE)


class Result(NamedTuple):
    """The result for a page."""

    page: str
    result: str  # OK, GONE, MOVED, COPY, ERROR or NOT_ASKED
    detail: str = ""  # why, in words
    status: int | None = None  # of HTTP
    better: str = ""  # the address that should stand instead, where one is told


class Clock(NamedTuple):
    """The clock and the waiting; tests use a replacement."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


class Checker:
    """Asks for pages, keeping for each host its robots.txt and the moment of the last request."""

    def __init__(self, agent: str, bounds: Bounds = Bounds(), clock: Clock = Clock()) -> None:  # noqa: B008  # both are immutable
        self._agent, self._bounds, self._clock = agent, bounds, clock
        self._robots: dict[str, RobotFileParser | None] = {}
        self._asked: dict[str, float] = {}

    def check(self, pages: Iterable[str]) -> Iterator[Result]:
        """Check each page once. Hosts take turns, so that the pause for one host is used for another."""
        by_host: Mapping[str, deque[str]] = defaultdict(deque)
        for page in dict.fromkeys(pages):
            by_host[_host(page)].append(page)
        while waiting := [pages for pages in by_host.values() if pages]:
            for queue in waiting:
                yield self.page(queue.popleft())

    def page(self, url: str) -> Result:
        """Check one page."""
        at, permanent, better = url, True, ""
        for _ in range(self._bounds.redirects + 1):
            try:
                reply = self._polite(at)
            except PageRefused as why:
                if at == url:
                    result = ERROR if isinstance(why, PageUnreachable) else NOT_ASKED
                    return Result(url, result, f"The page {why}.")
                return Result(url, ERROR, f"It leads to {at[:300]}, which {why}.")
            onwards = next_page(at, reply)
            if not onwards:
                return _judged(url, at, reply, better if permanent else "")
            permanent = permanent and reply.status in _PERMANENT
            at = better = onwards
        return Result(url, ERROR, f"It redirects more than {self._bounds.redirects} times.")

    def _polite(self, url: str) -> Reply:
        """Ask for a page that robots.txt allows, after a pause. Raises PageRefused."""
        parts = parts_of(url, self._bounds)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._robots:
            self._robots[origin] = self._rules(origin)
        rules = self._robots[origin]
        if rules is None:
            raise PageRefused("has a host whose robots.txt cannot be read")
        if not rules.can_fetch(self._agent, url):
            raise PageRefused("is closed to programs by its host's robots.txt")
        wanted = rules.crawl_delay(self._agent)
        pause = max(_PAUSE, float(wanted) if wanted else 0.0)
        if pause > _LONGEST_PAUSE:
            raise PageRefused(f"has a host that wants a pause of {pause:g} s before each page")
        return self._after_a_pause(url, pause)

    def _rules(self, origin: str) -> RobotFileParser | None:
        """Return the rules of a host; without rules everything is open. None if they cannot be read."""
        at = f"{origin}/robots.txt"
        for _ in range(self._bounds.redirects + 1):
            try:
                reply = self._after_a_pause(at, _PAUSE)
            except PageUnreachable:
                return None
            at = next_page(at, reply)
            if not at:
                break
        rules = RobotFileParser()
        if at or reply.status >= 500:
            return None
        if reply.status in (401, 403):
            rules.parse(["User-agent: *", "Disallow: /"])
        elif reply.status >= 400:
            rules.parse([])
        else:
            rules.parse(reply.content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines())
        return rules

    def _after_a_pause(self, url: str, pause: float) -> Reply:
        host = _host(url)
        left = self._asked.get(host, float("-inf")) + pause - self._clock.now()
        if left > 0:
            self._clock.wait(left)
        self._asked[host] = self._clock.now()
        try:
            return ask(url, self._agent, self._bounds)
        finally:
            self._asked[host] = self._clock.now()


def _judged(url: str, at: str, reply: Reply, better: str) -> Result:
    """Return the result for the requested page, by the answer to it."""
    status = reply.status
    if status in (404, 410):
        return Result(url, GONE, f"The host no longer has this page (status {status}).", status)
    if not 200 <= status < 300:
        return Result(url, ERROR, f"The host answers with status {status}.", status)
    original = _canonical(at, reply)
    if original and _host(original) != _host(at):
        return Result(url, COPY, "The page names another host as its own.", status, original)
    if better and _names_a_page(url, better):
        return Result(url, MOVED, "The page has moved permanently.", status, better)
    if better:
        return Result(url, ERROR, f"It leads to {better[:300]}, which may not be a page about the same thing.", status)
    return Result(url, OK, "", status)


def _names_a_page(url: str, better: str) -> bool:
    """Whether a redirect leads to a page. A redirect to the home page of a host may mean that the page is gone."""
    return urlsplit(better).path.strip("/") != "" or urlsplit(url).path.strip("/") == ""


class _Canonical(HTMLParser):
    """An HTML parser that finds the canonical address of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        said = dict(attrs)
        if tag == "link" and "canonical" in (said.get("rel") or "").lower().split() and not self.found:
            self.found = said.get("href") or ""


def _canonical(at: str, reply: Reply) -> str:
    if not _HTML.match(reply.headers.get("content-type", "")) or reply.headers.get("content-encoding"):
        return ""
    parser = _Canonical()
    parser.feed(reply.content[:_HEAD].decode("utf-8", "replace"))
    try:
        found = urljoin(at, parser.found.strip()) if parser.found.strip() else ""
        return found if urlsplit(found).scheme in ("http", "https") and urlsplit(found).hostname else ""
    except ValueError:
        return ""


def _host(url: str) -> str:
    """The host of an address, without a leading www. and a dot at the end: they are asked as one."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
