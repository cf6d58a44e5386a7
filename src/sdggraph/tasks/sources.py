"""The age of the statements, their hosts and, on request, the state of the pages."""

from __future__ import annotations

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sdggraph.errors import BadParameter
from sdggraph.files import write_atomically
from sdggraph.model.data_date import date_of
from sdggraph.model.sources import Host, Statement, host_of, read_hosts, read_statements
from sdggraph.numbers import check_count
from sdggraph.sources.checking import OK, Checker, Clock, Result
from sdggraph.sources.fetching import Bounds, user_agent
from sdggraph.tasks.source import Source
from sdggraph.tasks.values import day_of


class Checked(NamedTuple):
    """The numbers of checked pages by result, and the file with the proposals."""

    path: Path
    results: dict[str, int]
    left: int  # pages that were not looked at


def hosts(source: Source) -> list[Host]:
    """The hosts of all pages on record, the one with most pages first."""
    return read_hosts(source.store)


def statements(source: Source) -> list[Statement]:
    """Every statement, the one with the oldest source first; those without a dated source last."""
    return read_statements(source.store)


def reckoned(source: Source, as_of: str | None) -> datetime.date:
    """The day from which ages are reckoned: the last that the date may mean, else that of the data."""
    return day_of(date_of(source.store) if as_of is None else as_of)


def check_sources(
    source: Source,
    output: Path,
    *,
    contact: str,
    host: str | None = None,
    limit: int = 100,
    bounds: Bounds = Bounds(),  # noqa: B008  # immutable
    clock: Clock = Clock(),  # noqa: B008
) -> Checked:
    """Look at the pages on record, politely, and write what should be changed into a file of proposals.

    Nothing is written to the graph. A line of the file is a page with what was found there and the statements that
    rest on it; pages that are as they should be are left out. Raises BadParameter for a contact that is none, a limit
    below 1, or a host of which no page is on record; CannotWrite.
    """
    check_count(limit, "limit", least=1)
    agent = user_agent(contact)
    resting = _resting(source)
    pages = sorted(page for page in resting if host is None or host_of(page) == host_of(f"http://{host}/"))
    if host is not None and not pages:
        raise BadParameter(f"No page of {host} is on record.", "`sdggraph check-sources` lists the hosts.")
    chosen = list(_in_turn(pages))[:limit]
    write_atomically(output, b"")  # a place that cannot be written is told of before anything is asked
    found = list(Checker(agent, bounds, clock).check(chosen))
    write_atomically(output, "".join(_line(each, resting[each.page]) for each in found if each.result != OK).encode())
    return Checked(output, dict(Counter(each.result for each in found)), len(pages) - len(chosen))


def _resting(source: Source) -> dict[str, list[str]]:
    """The statements that rest on each page, by page; records as a whole are named by none."""
    found: dict[str, list[str]] = {page: [] for each in hosts(source) for page in each.pages}
    for each in statements(source):
        for page in each.pages:
            found[page].append(each.iri)
    return found


def _in_turn(pages: Iterable[str]) -> Iterator[str]:
    """Return the pages ordered in rounds: one page of each host, then the next page of each host."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        by_host[host_of(page)].append(page)
    for place in range(max(map(len, by_host.values()), default=0)):
        yield from (held[place] for held in by_host.values() if place < len(held))


def _line(result: Result, resting: list[str]) -> str:
    held = {**result._asdict(), "statements": sorted(resting)}
    return json.dumps(held, ensure_ascii=False) + "\n"
