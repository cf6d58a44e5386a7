"""Records that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sdggraph.messages import Message
from sdggraph.model.records import Network, Organisation
from sdggraph.model.standing_words import note_message
from sdggraph.names.file_names import file_name

PAGE_SIZE: Final = 100  # entries of a list that stand on one page
SUGGESTED: Final = 5  # partners on the page of a centre; the pairs have pages in a published folder
PAIRS: Final = "pairs"  # the folder of the pages of pairs
_MANY: Final = 2_000  # organisations, above which a published folder has no pages of pairs


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
    note: Message | str  # on its standing; empty where nothing must be said
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


def pair_path(one: str, other: str) -> str:
    """Return the path of the page of two organisations, the same for both orders.

    >>> pair_path("HIST", "GCIDA"), pair_path("GCIDA", "HIST")
    ('pairs/GCIDA/HIST.html', 'pairs/GCIDA/HIST.html')
    """
    first, second = sorted((one, other), key=lambda code: (code.casefold(), code))
    return f"{PAIRS}/{file_name(first)}/{file_name(second)}.html"


def publishes_pairs(network: Network) -> bool:
    """Whether a published folder has pages of pairs; in a very large network, the pages of centres must do."""
    return len(network.organisations) <= _MANY


def reference(record: Organisation, network: Network) -> Reference:
    """Return an organisation as other pages name it. A code that is no acronym is not shown beside the name."""
    land = network.countries.get(record.country)
    code = "" if record.code == record.code.lower() else record.code
    return Reference(organisation_path(record.code), code, record.name, note_message(record), land.name if land else "")


def references(codes: Iterable[str], network: Network) -> tuple[Reference, ...]:
    """Return the organisations with these codes that are on record, in the same order."""
    held = network.organisations
    return tuple(reference(held[code], network) for code in codes if code in held)
