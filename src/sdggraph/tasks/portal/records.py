"""Records that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sdggraph.model.records import Network, Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.names.file_names import file_name

PAGE_SIZE: Final = 100  # entries of a list that stand on one page


@dataclass(frozen=True)
class Moved:
    """The answer for an address that leads on to another page."""

    path: str


@dataclass(frozen=True)
class Reference:
    """An organisation as other pages name it."""

    path: str  # of its page
    code: str
    name: str
    note: str  # on its standing, where one must be said
    country: str = ""


@dataclass(frozen=True)
class PageLink:
    """A page of a list."""

    number: int
    address: str
    here: bool


def organisation_path(code: str) -> str:
    """Return the path of an organisation's page.

    >>> organisation_path("HIST")
    'organisations/HIST.html'
    """
    return f"organisations/{file_name(code)}.html"


def reference(record: Organisation, network: Network) -> Reference:
    """Return an organisation as other pages name it. A code that is no acronym is not shown beside the name."""
    land = network.countries.get(record.country)
    code = "" if record.code == record.code.lower() else record.code
    return Reference(organisation_path(record.code), code, record.name, status_note(record), land.name if land else "")


def references(codes: Iterable[str], network: Network) -> tuple[Reference, ...]:
    """Return the organisations with these codes that are on record, in the same order."""
    held = network.organisations
    return tuple(reference(held[code], network) for code in codes if code in held)
