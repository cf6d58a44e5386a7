"""Lists of organisations: the centres with filters, and their hosts and partners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sdggraph.analysis.coverage import claims_of
from sdggraph.model.coverage import un_order
from sdggraph.model.records import Concept, Network, Organisation
from sdggraph.names.folding import words
from sdggraph.tasks.centres import filtered
from sdggraph.tasks.lookup import find_aim, find_region, find_theme
from sdggraph.tasks.portal.records import PAGE_SIZE, PageLink, Reference, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

CENTRES, PARTNERS = "organisations", "partners"  # the folders of the two lists
_LONG: Final = 30  # entries, from which letters are offered
_OTHER: Final = "0-9"  # stands for all signs that are no Latin letters
_LONGEST: Final = 200  # characters of the words that are searched for


@dataclass(frozen=True)
class Filters:
    """The filters of the list of centres, as they were asked; empty for none."""

    q: str = ""
    region: str = ""
    theme: str = ""
    goal: str = ""

    def __bool__(self) -> bool:
        return any((self.q, self.region, self.theme, self.goal))


@dataclass(frozen=True)
class Line:
    """An organisation in a list."""

    organisation: Reference
    contributions: int
    links: int
    letter: str = ""  # with which its entry begins, if it is the first one of that letter


@dataclass(frozen=True)
class Choice:
    """A value that a filter can have."""

    value: str
    label: str


@dataclass(frozen=True)
class Organisations:
    """Everything on a page of a list of organisations."""

    folder: str  # organisations or partners
    filters: Filters
    lines: tuple[Line, ...]
    total: int  # organisations that fit, on all pages
    ceased: int  # centres among them that have ceased
    number: int  # of this page, from 1
    pages: tuple[PageLink, ...]
    letters: tuple[str, ...]  # of a long list: those to which a reader can jump
    regions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    goals: tuple[Choice, ...]


def organisations(source: Source, *, folder: str = CENTRES, number: int = 1, **asked: str) -> Organisations | None:
    """Return a page of the centres that match all filters, or of the hosts and partners; None beyond the last page.

    Words must all occur in the code, the names, the place or the themes of a centre, each at the start of a word.
    Raises NotFound for an unknown region, theme or goal, and Ambiguous.
    """
    network = source.network
    filters = _resolved(network, Filters(**asked))
    found = _fitting(network, folder, filters)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if not 1 <= number <= pages:
        return None
    links = surroundings(source).links
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    first = _first_of_letters(shown) if len(shown) > _LONG else {}
    centres = [record for record in network.organisations.values() if record.is_centre]
    return Organisations(
        folder=folder,
        filters=filters,
        lines=tuple(
            Line(
                reference(each, network), len(claims_of(each)), len(links.get(each.code, ())), first.get(each.code, "")
            )
            for each in shown
        ),
        total=len(found),
        ceased=sum(each.is_centre and not each.is_active_centre for each in found),
        number=number,
        pages=tuple(PageLink(each, _address(folder, each, filters), each == number) for each in range(1, pages + 1)),
        letters=tuple(first.values()),
        regions=_choices(Concept(label, label, "") for label in sorted(_regions(network, centres))),
        themes=_choices(_themes(network, centres)),
        goals=tuple(
            Choice(each.key, f"{each.key} {each.label}")
            for each in sorted(network.aims.values(), key=lambda each: un_order(each.key))
            if "." not in each.key
        ),
    )


def _first_of_letters(shown: Sequence[Organisation]) -> dict[str, str]:
    """Return the letter of each organisation that is the first one of its letter in the list, by code.

    Lists of centres are by code, others by name. All that begins with no Latin letter stands under one sign.
    """
    first: dict[str, str] = {}
    for record in shown:
        sign = (record.code if record.is_centre else record.name)[:1].upper()
        first.setdefault(sign if sign.isascii() and sign.isalpha() else _OTHER, record.code)
    return {code: letter for letter, code in first.items()}


def pages_of(source: Source, folder: str) -> list[tuple[str, int]]:
    """Return the path and the number of each page of a list without filters."""
    pages = max(1, -(-len(_fitting(source.network, folder, Filters())) // PAGE_SIZE))
    return [(_address(folder, number, Filters()), number) for number in range(1, pages + 1)]


def _resolved(network: Network, asked: Filters) -> Filters:
    """Return the filters with the keys of the things that their words name. Raises NotFound, Ambiguous."""
    return Filters(
        q=asked.q.strip()[:_LONGEST],
        region=find_region(network, asked.region).label if asked.region else "",
        theme=find_theme(network, asked.theme).key if asked.theme else "",
        goal=find_aim(network, asked.goal).key if asked.goal else "",
    )


def _fitting(network: Network, folder: str, filters: Filters) -> Sequence[Organisation]:
    if folder == PARTNERS:
        others = [record for record in network.organisations.values() if not record.is_centre]
        return sorted(others, key=lambda each: (each.name.casefold(), each.code))
    found = filtered(network, region=filters.region or None, theme=filters.theme or None, goal=filters.goal or None)
    sought = words(filters.q)
    if filters.q and not sought:
        return []
    return sorted((each for each in found if _holds(each, network, sought)), key=lambda each: each.code.casefold())


def _holds(record: Organisation, network: Network, sought: Sequence[str]) -> bool:
    """Whether each of the words begins a word of what is told of the organisation."""
    if not sought:
        return True
    land = network.countries.get(record.country)
    themes = [network.themes[key].label for key in record.themes if key in network.themes]
    told = (
        record.code,
        record.name,
        record.acronym,
        *record.other_names,
        record.city,
        land.name if land else "",
        *themes,
    )
    held = [word for text in told for word in words(text)]
    return all(any(word.startswith(each) for word in held) for each in sought)


def _address(folder: str, number: int, filters: Filters) -> str:
    """Return the address of a page of a list; one with filters is made by the server only."""
    if filters:
        held = {name: value for name, value in vars(filters).items() if value}
        return f"{folder}/index.html?{urlencode({**held, 'page': number} if number > 1 else held)}"
    return f"{folder}/index.html" if number == 1 else f"{folder}/page-{number}.html"


def _regions(network: Network, centres: Sequence[Organisation]) -> set[str]:
    lands = [network.countries[record.country] for record in centres if record.country in network.countries]
    return {land.region for land in lands} - {""}


def _themes(network: Network, centres: Sequence[Organisation]) -> list[Concept]:
    used = {key for record in centres for key in record.themes} & network.themes.keys()
    return sorted((network.themes[key] for key in used), key=lambda each: each.label.casefold())


def _choices(concepts: Iterable[Concept]) -> tuple[Choice, ...]:
    return tuple(Choice(each.key, each.label) for each in concepts)
