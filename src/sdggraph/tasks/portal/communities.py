"""Parts of a network too large for one picture: the members of a community, and an organisation with its partners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sdggraph.analysis.network import to_networkx
from sdggraph.messages import Message, message
from sdggraph.model.structure import Community, Structure
from sdggraph.present.html.network_picture import Scene
from sdggraph.present.pictures.network_labels import MOST, arranged, looks_of
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.memo import once
from sdggraph.tasks.network import network as structure_of
from sdggraph.tasks.portal.records import PAGE_SIZE, PageLink, Reference, organisation_path, reference, references
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

FOLDER: Final = "network"
_LABELS: Final = 60  # partners in a picture: more take long to place
_LISTED: Final = 300  # partners in a list


@dataclass(frozen=True)
class Member:
    """An organisation with the number of its partners, and the page that shows them."""

    organisation: Reference
    partners: int
    code: str


@dataclass(frozen=True)
class CommunityPage:
    """Everything on a page of a community."""

    name: Message
    count: int  # of members
    inside: int  # links
    out: int
    members: tuple[Member, ...]  # those of this page; the ones with most partners inside first
    number: int  # of this page, from 1
    pages: tuple[PageLink, ...]


@dataclass(frozen=True)
class Partner:
    """A partner of an organisation, with the number of their links."""

    organisation: Reference
    code: str
    strong: int
    weak: int


@dataclass(frozen=True)
class PartnersPage:
    """Everything on the page of an organisation with its partners."""

    organisation: Reference
    code: str
    scene: Scene | None  # None without a partner
    drawn: int  # partners in the picture
    looks: tuple[tuple[int, str], ...]  # the number of the colour and the label of each region
    partners: tuple[Partner, ...]  # the first ones of many
    count: int


def is_large(source: Source) -> bool:
    """Whether the network has too many centres for one picture."""
    return sum(record.is_active_centre for record in source.network.organisations.values()) > MOST


def whole(source: Source) -> Structure:
    """Return the structure of the whole network, computed at the first call for a source."""
    return once(source, "structure", partial(structure_of, source))


def community_path(place: int, number: int = 1) -> str:
    """Return the path of a page of a community.

    >>> community_path(3), community_path(3, 2)
    ('network/community-3.html', 'network/community-3-page-2.html')
    """
    return f"{FOLDER}/community-{place}.html" if number == 1 else f"{FOLDER}/community-{place}-page-{number}.html"


def community(source: Source, *, place: int, number: int = 1) -> CommunityPage | None:
    """Return everything on a page of a community, by its place among all; None for a page that does not exist."""
    found = whole(source).communities
    if not 1 <= place <= len(found):
        return None
    here = found[place - 1]
    count = _pages(here)
    if not 1 <= number <= count:
        return None
    shown = here.members[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    records = source.network.organisations
    return CommunityPage(
        name=here.message,
        count=len(here.members),
        inside=here.inside,
        out=here.out,
        members=tuple(
            Member(reference(records[code], source.network), len(_partners(source, code)), code) for code in shown
        ),
        number=number,
        pages=tuple(PageLink(each, community_path(place, each), each == number) for each in range(1, count + 1)),
    )


def communities(source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, parameters and title of each page of a community, where one picture does not show them."""
    if not is_large(source):
        return
    for place, each in enumerate(whole(source).communities, start=1):
        for number in range(1, _pages(each) + 1):
            yield community_path(place, number), {"place": place, "number": number}, f"Community: {each.name}"


def partners(source: Source, *, around: str) -> PartnersPage:
    """Return an organisation with its partners, those with most strong links first. Raises NotFound, Ambiguous."""
    network = source.network
    record = find_organisation(network, around)
    found = _partners(source, record.code)
    ranked = sorted(found, key=lambda code: (-found[code][0], -sum(found[code]), code))
    near = ranked[:_LABELS]
    scene = None
    if near:
        arrangement = arranged(to_networkx(network, [record.code, *near]), network)
        paths = {code: organisation_path(code) for code in arrangement.places}
        scene = Scene(arrangement, paths, message("scene.partners", code=record.code))
    return PartnersPage(
        organisation=reference(record, network),
        code=record.code,
        scene=scene,
        drawn=len(near),
        looks=tuple((number, label) for number, label in enumerate(looks_of(network), start=1)),
        partners=tuple(
            Partner(each, code, *found[code])
            for code, each in zip(ranked[:_LISTED], references(ranked[:_LISTED], network), strict=True)
        ),
        count=len(ranked),
    )


def no_files(_source: Source) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield nothing: in a published folder, the page of an organisation lists its partners."""
    yield from ()


def _pages(here: Community) -> int:
    return max(1, -(-len(here.members) // PAGE_SIZE))


def _partners(source: Source, code: str) -> dict[str, tuple[int, int]]:
    """Return the partners on record, each with the numbers of strong and weak links."""
    strong: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    for link in surroundings(source).links.get(code, ()):
        others = {each for each in link.partners if each != code and each in source.network.organisations}
        (strong if link.strong else weak).update(others)
    return {other: (strong[other], weak[other]) for other in strong.keys() | weak.keys()}
