"""The sources of each statement and their age, read from a store."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from sdggraph.model.reader import key

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store

_KINDS: Final = "sg:Contribution sg:Cooperation sg:Event sg:Hosting sg:Project sg:StatusRecord"
_THINGS: Final = f"SELECT ?iri ?type {{ VALUES ?type {{ {_KINDS} }} ?iri a ?type }}"
_PAGES: Final = f"""
SELECT ?iri ?property ?page {{
  VALUES ?type {{ {_KINDS} sg:Organisation }}
  VALUES ?property {{ sg:evidence sg:evidenceCopy dcterms:source }}
  ?iri a ?type ; ?property ?page .
}}"""
# the day on which somebody only read the pages says nothing of how new they are
_DATES: Final = f"""
SELECT ?iri ?date {{
  VALUES ?type {{ {_KINDS} }}
  ?iri a ?type ; dcterms:created|dcterms:modified|sg:confirmed ?date
  FILTER NOT EXISTS {{ ?iri prov:wasAttributedTo/sg:readingDay ?date }}
}}"""
_DERIVED: Final = "SELECT ?iri { ?iri sg:basis basis:derived }"


class Statement(NamedTuple):
    """A thing on record, the date of its newest source, and the pages that it rests on."""

    iri: str
    kind: str  # the name of its class
    date: str = ""  # as precisely as it is told; empty where no source is dated
    pages: tuple[str, ...] = ()


class Host(NamedTuple):
    """A host of pages, and what rests on it."""

    name: str
    pages: tuple[str, ...]  # sorted
    statements: int
    copies: int  # pages that are marked as copies
    oldest: str  # of the dates of these statements; empty where none is dated
    newest: str


def read_statements(store: Store) -> list[Statement]:
    """Return every stated statement, the oldest first, those without a date last; equal dates by IRI."""
    derived = {row["iri"] for row in store.query(_DERIVED).rows()}
    dates: dict[str, str] = {}
    for row in store.query(_DATES).rows():
        dates[row["iri"]] = max(row["date"], dates.get(row["iri"], ""))
    pages: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_PAGES).rows():
        pages[row["iri"]].add(row["page"])
    kinds = {row["iri"]: key(row["type"]).rpartition("#")[2] for row in store.query(_THINGS).rows()}
    found = [
        Statement(iri, kind, dates.get(iri, ""), tuple(sorted(pages.get(iri, ()))))
        for iri, kind in kinds.items()
        if iri not in derived
    ]
    return sorted(found, key=lambda each: (each.date or "9999", each.iri))


def read_hosts(store: Store) -> list[Host]:
    """Return every host of pages, the one with most pages first, then by name.

    Pages of records as a whole count too; those of a host with and without www. are one host's.
    """
    statements = {each.iri: each for each in read_statements(store)}
    pages: dict[str, set[str]] = defaultdict(set)
    copies: dict[str, set[str]] = defaultdict(set)
    resting: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_PAGES).rows():
        host = host_of(row["page"])
        pages[host].add(row["page"])
        if row["iri"] in statements:
            resting[host].add(row["iri"])
        if row["property"].endswith("evidenceCopy"):
            copies[host].add(row["page"])
    found = []
    for host in pages:
        dates = sorted(filter(None, (statements[iri].date for iri in resting[host])))
        first, last = (dates[0], dates[-1]) if dates else ("", "")
        held = tuple(sorted(pages[host]))
        found.append(Host(host, held, len(resting[host]), len(copies[host]), first, last))
    return sorted(found, key=lambda each: (-len(each.pages), each.name))


def host_of(page: str) -> str:
    """Return the host of a page, without a leading www. and a dot at the end; "no host" for what has none.

    >>> host_of("https://www.unesco.org./en"), host_of("urn:isbn:1")
    ('unesco.org', 'no host')
    """
    try:
        return (urlsplit(page).hostname or "").rstrip(".").removeprefix("www.") or "no host"
    except ValueError:
        return "no host"
