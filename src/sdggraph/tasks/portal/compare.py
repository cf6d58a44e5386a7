"""The page on which two to five organisations stand side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from sdggraph.analysis.coverage import claims_of
from sdggraph.errors import BadParameter
from sdggraph.messages import Message, text
from sdggraph.model.coverage import un_order
from sdggraph.model.records import STATED, Network, Organisation
from sdggraph.model.standing_words import heading_message
from sdggraph.present.html.filters import host, web
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.portal.areas import theme_path
from sdggraph.tasks.portal.coverage import Choice, goal_path
from sdggraph.tasks.portal.records import PAIRS, Reference, pair_path, reference
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

PATH: Final = "compare/index.html"
COLUMNS: Final = "compare/columns.json"  # of a published folder
LEAST, MOST = 2, 5


@dataclass(frozen=True)
class Side:
    """One of the organisations."""

    organisation: Reference
    kind: str
    standing: Message | str
    city: str
    country: str
    region: str
    since: int | None
    website: str
    stated: int  # contributions
    inferred: int
    strong: int  # links
    weak: int


@dataclass(frozen=True)
class Shared:
    """A theme, a goal or a target, and which of the organisations have it."""

    key: str
    label: str
    path: str
    held: tuple[int, ...]  # contributions of each to a goal or target; 1 or 0 for a theme

    @property
    def count(self) -> int:
        """The number of the organisations that have it."""
        return sum(bool(each) for each in self.held)


@dataclass(frozen=True)
class ComparePage:
    """Everything on the page."""

    sides: tuple[Side, ...]
    themes: tuple[Shared, ...]  # those that most have first
    goals: tuple[Shared, ...]  # in the UN's order
    targets: tuple[Shared, ...]  # to which two or more contribute
    pairs: tuple[tuple[str, str, str, int], ...]  # path of the pair's page, the two codes, links on record
    choices: tuple[Choice, ...]  # every centre
    asked: str


def compare(source: Source, *, codes: str = "") -> ComparePage:
    """Return two to five organisations side by side; without any, the page to choose them.

    `codes` are names or codes, separated by commas. Raises NotFound, Ambiguous, and BadParameter for another number.
    """
    network = source.network
    words = [each.strip() for each in codes.split(",") if each.strip()]
    records = list({record.code: record for record in (find_organisation(network, each) for each in words)}.values())
    if words and not LEAST <= len(records) <= MOST:
        number = f"{len(records)} organisation{'' if len(records) == 1 else 's'}"
        raise BadParameter(f"{number} cannot be compared.", f"Name {LEAST} to {MOST}, separated by commas.")
    chosen = [record.code for record in records]
    return ComparePage(
        sides=tuple(_side(source, each) for each in records),
        themes=_themes(network, records),
        goals=_aims(network, records, targets=False),
        targets=tuple(each for each in _aims(network, records, targets=True) if each.count > 1),
        pairs=tuple(
            (pair_path(one, other), one, other, _links(source, one, other)) for one, other in combinations(chosen, 2)
        ),
        choices=tuple(
            Choice(each.code, f"{each.code} {each.name}"[:100], each.code in chosen) for each in _centres(network)
        ),
        asked=",".join(chosen),
    )


def pages(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of the page to choose them, on which a script compares in a published folder."""
    yield PATH, {}, "Centres side by side"


def columns(source: Source, pages: Iterable[str]) -> dict[str, Any]:
    """Return the columns of all centres as JSON values, for the script of a folder that has these pages."""
    network = source.network
    centres = _centres(network)
    used = {key for each in centres for key in each.themes} & network.themes.keys()
    themes = sorted(used, key=lambda key: network.themes[key].label.casefold())
    aims = sorted(network.aims, key=un_order)
    pairs = _pairs(source, pages)
    return {
        "themes": [[key, network.themes[key].label, theme_path(key)] for key in themes],
        "aims": [[key, network.aims[key].label, goal_path(key)] for key in aims],
        "centres": [_column(source, each, pairs[each.code]) for each in centres],
    }


def _pairs(source: Source, pages: Iterable[str]) -> Mapping[str, dict[str, str]]:
    """Return the pages of pairs among all pages, by one organisation and the other, in the order of the network.

    They are read from the paths: at 10,000 organisations there are 50 million pairs, and few of them have a page.
    """
    by_stem = surroundings(source).by_stem
    place = {code: number for number, code in enumerate(source.network.organisations)}
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for path in pages:
        folder, *stems = path.removesuffix(".html").split("/")
        if folder == PAIRS and len(stems) == 2 and all(stem in by_stem for stem in stems):
            one, other = (by_stem[stem].code for stem in stems)
            held[one][other] = held[other][one] = path
    for code, found in held.items():
        held[code] = dict(sorted(found.items(), key=lambda each: place[each[0]]))
    return held


def _column(source: Source, record: Organisation, pairs: Mapping[str, str]) -> dict[str, Any]:
    side, links = _side(source, record), surroundings(source).links.get(record.code, ())
    counts = Counter(code for link in links for code in link.partners if code != record.code)
    # no set: its order differs from run to run, and a publication must not
    aims = Counter(aim for claim in claims_of(record) for aim in dict.fromkeys((claim.aim, claim.goal)))
    website = web(side.website)
    found = {
        "code": record.code,
        "shown": side.organisation.code or record.name,
        "path": side.organisation.path,
        "name": record.name,
        "note": text(side.organisation.note),
        "kind": side.kind,
        "standing": text(side.standing),
        "place": ", ".join(filter(None, (side.city, side.country, side.region))),
        "since": side.since,
        "website": [website, host(website)] if website else None,
        "stated": side.stated,
        "inferred": side.inferred,
        "strong": side.strong,
        "weak": side.weak,
        "themes": list(record.themes),
        "aims": aims,
        "links": counts,
        "pairs": pairs,
    }
    return {name: value for name, value in found.items() if value}


def _centres(network: Network) -> list[Organisation]:
    return sorted((each for each in network.organisations.values() if each.is_centre), key=lambda each: each.code)


def _side(source: Source, record: Organisation) -> Side:
    network = source.network
    land, category = network.countries.get(record.country), network.categories.get(record.category)
    claims, links = claims_of(record), surroundings(source).links.get(record.code, ())
    stated, strong = sum(each.basis == STATED for each in claims), sum(each.strong for each in links)
    return Side(
        organisation=reference(record, network),
        kind=category.label if category else record.category,
        standing=heading_message(record.status),
        city=record.city,
        country=land.name if land else "",
        region=land.region if land else "",
        since=record.since,
        website=record.website,
        stated=stated,
        inferred=len(claims) - stated,
        strong=strong,
        weak=len(links) - strong,
    )


def _themes(network: Network, records: list[Organisation]) -> tuple[Shared, ...]:
    keys = {key for record in records for key in record.themes if key in network.themes}
    found = [
        Shared(key, network.themes[key].label, theme_path(key), tuple(int(key in each.themes) for each in records))
        for key in keys
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.label.casefold())))


def _aims(network: Network, records: list[Organisation], *, targets: bool) -> tuple[Shared, ...]:
    def named(aim: str, goal: str) -> str:
        return aim if targets else goal

    held = [[named(claim.aim, claim.goal) for claim in claims_of(record)] for record in records]
    keys = {key for aims in held for key in aims if key in network.aims and ("." in key) == targets}
    return tuple(
        Shared(key, network.aims[key].label, goal_path(key), tuple(aims.count(key) for aims in held))
        for key in sorted(keys, key=un_order)
    )


def _links(source: Source, one: str, other: str) -> int:
    return sum(other in link.partners for link in surroundings(source).links.get(one, ()))
