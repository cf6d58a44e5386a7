"""A poster for each centre: one A4 page, as SVG and as PDF, drawn from one layout."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Final

from sdggraph.model.records import Contribution, Link, Network
from sdggraph.model.standing_words import status_note
from sdggraph.model.suggestions import Suggestion
from sdggraph.names.file_names import file_name
from sdggraph.numbers import counted
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.present.knowledge import rests_on
from sdggraph.present.pictures.svg import ink
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents.columns import NAVY, SOFT, Line, Section, Tile, column, is_whole, lines
from sdggraph.publish.documents.drawing import A4, Page, Rect, Shape, Text, moved, svg
from sdggraph.publish.documents.pdf import pdf
from sdggraph.publish.documents.poster_header import INSIDE, MARGIN, PALE, header, strip
from sdggraph.publish.poster_data import PosterData, PosterFacts, Ties, facts, shelf
from sdggraph.publish.site.licence_registry import CC_BY, Licence
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import PDF, PLAIN_JSON, SVG

FOLDER: Final = "posters/"
FORMS: Final = ("svg", "pdf")
MANY: Final = 1000  # centres; a publication with more has no posters, but `sdggraph poster` draws any of them
_GUTTER: Final = 22.0
_COLUMN: Final = (INSIDE - _GUTTER) / 2
_SCALES: Final = (1.5, 1.35, 1.2, 1.1, 1.0)  # scales of the font size in a column, largest first
_REASONS: Final = 2  # reasons shown for a suggestion
_NO_SUGGESTION: Final = {
    False: "No suggestion yet: too little is on record.",
    True: "No suggestion: the centre has ceased.",
}
_STANDARD: Final = "Missing knowledge is not absence: what is not on record may exist all the same."


def write(site: Site, known: PublicationContext) -> None:
    """Write the posters of all centres as SVG and PDF, and their list."""
    centres = sorted(record.code for record in known.network.organisations.values() if record.is_centre)
    if len(centres) > MANY:
        return
    held = shelf(known.store, known.network)
    listed = []
    for code in centres:
        found = facts(held, code)
        title = f"Poster of {code}"
        about = found.centre.iri
        page = drawn(held, found, known.date, known.licence)
        picture = svg(page, *named(found)).encode()
        document = pdf([page], *named(found))
        site.write(path(code, "svg"), picture, media_type=SVG.media_type, title=title, about=about)
        site.write(path(code, "pdf"), document, media_type=PDF.media_type, title=title, about=about)
        files = {form: known.address(path(code, form)) for form in FORMS}
        listed.append({"code": code, "name": found.centre.name, "iri": about, **files})
    content = json.dumps({"version": known.version, "posters": listed}, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(f"{FOLDER}index.json", content, media_type=PLAIN_JSON.media_type, title="The posters of the centres")


def path(code: str, form: str) -> str:
    """Return the path of a centre's poster in a publication.

    >>> path("HIST", "pdf")
    'posters/HIST.pdf'
    """
    return f"{FOLDER}{file_name(code)}.{form}"


def named(found: PosterFacts) -> tuple[str, str]:
    """Return the title of a poster and a description of its content."""
    centre = found.centre
    title = f"{centre.code}: {centre.name}"
    return title, f"Poster of {title}. What it contributes to which goals, with whom, and whom it could talk to."


def drawn(held: PosterData, found: PosterFacts, date: str, licence: Licence = CC_BY) -> Page:
    """Lay out the page: who and where at the top, contributions on the left, partners and suggestions on the right."""
    shapes, y = header(found)
    more, y = strip(held, found, y + 10)
    shapes += more
    foot, bottom = _footer(held, found, date, licence)
    y += 12
    for sections, x in ((_goals, MARGIN), (_others, MARGIN + _COLUMN + _GUTTER)):
        shapes += _as_large_as_fits(sections, held, found, (x, y), bottom - 8 - y)
    return Page((*shapes, *foot))


def _as_large_as_fits(
    sections: Callable[[PosterData, PosterFacts, float], list[Section]],
    held: PosterData,
    found: PosterFacts,
    place: tuple[float, float],
    high: float,
) -> list[Shape]:
    """Draw a column in the largest font size in which all of it fits; else in the smallest."""
    for scale in _SCALES:
        laid = sections(held, found, _COLUMN / scale)
        if scale == _SCALES[-1] or is_whole(laid, high / scale):
            break
    shapes = column(laid, 0, 0, _COLUMN / scale, high / scale)
    return [moved(shape, scale, *place) for shape in shapes]


def _title(text: str, room: float, note: str = "") -> list[Line]:
    noted = lines(note, room, size=7.5, ink=SOFT, most=0) if note else []
    return [Line(text, 12, True, NAVY), *noted]


def _goals(held: PosterData, found: PosterFacts, room: float) -> list[Section]:
    """Build the left column: contributions by goal."""
    if not found.goals:
        nothing = lines(f"No contribution to a goal is on record. {_STANDARD}", room, most=4)
        return [Section(_title("What, for which goals", room), [nothing], rule=True)]
    claims = [claim for _, each in found.goals for claim in each]
    both = f"{_basis(claims)}. Filled dot: the source names the goal (stated); hollow dot: we read it so (inferred)."
    sections = [Section(_title("What, for which goals", room, both), rule=True)]
    for goal, each in found.goals:
        colour = held.colours.get(goal, SOFT)
        aim = held.network.aims.get(goal)
        heading = [
            *lines(f"Goal {goal} {aim.label if aim else ''}".rstrip(), room - 26, size=9.5, bold=True, most=2),
            Line(_basis(each), 7.5, ink=SOFT),
        ]
        items = [lines(_claim(claim), room, size=7.8, mark=claim.basis, most=0) for claim in each]
        sections.append(Section(heading, items, tile=Tile(goal, colour), silent=True))
    return sections


def _basis(claims: list[Contribution] | tuple[Contribution, ...]) -> str:
    stated = sum(claim.basis == "stated" for claim in claims)
    return f"{stated} stated, {len(claims) - stated} inferred"


def _claim(claim: Contribution) -> str:
    return f"{claim.basis}, {claim.aim}: {claim.activity or 'activity not described'}"


def _others(held: PosterData, found: PosterFacts, room: float) -> list[Section]:
    """Build the right column: partners, suggested partners, and targets close to its work."""
    network, kinds = held.network, {key: kind.label.lower() for key, kind in held.network.kinds.items()}
    partners = len(found.ties)
    ties = Section(
        _title("With whom", room, f"{partners} partners on record, the strongest first" if partners > 1 else ""),
        [_tie(each, kinds, room) for each in found.ties] or [lines(f"No cooperation is on record. {_STANDARD}", room)],
        rule=True,
    )
    said = "Suggested by what is on record; a suggestion is not a verdict"
    suggested = Section(
        _title("Worth a conversation", room, said),
        [_suggestion(each, network, room) for each in found.suggested]
        or [lines(_NO_SUGGESTION[found.centre.has_ceased], room)],
        rule=True,
    )
    gaps = Section(
        _title("Next to its strengths", room, "Targets near its work, for which nothing of it is on record"),
        [
            [
                *lines(f"{gap.aim.key} {gap.aim.label}", room, size=8.4, bold=True, most=0),
                *lines(gap.sentence, room, size=7.8, indent=9, most=0),
            ]
            for gap in found.gaps
        ]
        or [lines("None found: too little is on record to compare.", room)],
        rule=True,
    )
    return [ties, suggested, gaps]


def _tie(ties: Ties, kinds: dict[str, str], room: float) -> list[Line]:
    partner = ties.partner
    name = f"{partner.code}, {partner.name}" if partner.is_centre else partner.name
    name += f" ({status_note(partner)})" if status_note(partner) else ""
    kinds_told: list[str] = []
    for link in ties.links:
        words = f"{kinds.get(link.kind, link.kind)}{_years(link)}"
        if words not in kinds_told:
            kinds_told.append(words)
    weak = "" if any(link.strong for link in ties.links) else " (may mean no more than having met)"
    shown = fonts.listed(kinds_told, room - 9, 7.8, most=2)
    return [
        *lines(name, room, size=8.4, bold=True, most=0),
        *lines(shown + weak, room, size=7.8, indent=9, most=0),
    ]


def _years(link: Link) -> str:
    if link.year and link.end and link.end != link.year:
        return f" {link.year}–{link.end}"
    return f" {link.year}" if link.year else f" until {link.end}" if link.end else ", year not on record"


def _suggestion(each: Suggestion, network: Network, room: float) -> list[Line]:
    land = network.countries.get(each.partner.country)
    name = f"{each.partner.code}, {each.partner.name}{f' ({land.name})' if land else ''}"
    reasons = [reason.sentence for reason in each.reasons if reason.share > 0 and reason.signal != "openness"]
    reasons = reasons[:_REASONS]
    reasons.append(rests_on(each.known) + ("" if each.known.is_enough else ": too little on record to tell"))
    return [
        *lines(name, room, size=8.4, bold=True, most=0),
        *[line for reason in reasons for line in lines(reason, room, size=7.8, indent=9, most=0)],
    ]


def _footer(held: PosterData, found: PosterFacts, date: str, licence: Licence) -> tuple[list[Shape], float]:
    """Draw sources, dates, version and licence at the foot; return the shapes and their upper edge."""
    centre = found.centre
    sites = fonts.listed(found.sources, INSIDE - 60, 7.2, most=2, between=", ")
    # a copy is no authority for what it says, so its host is not named
    how = "a copy on another host" if found.copies == 1 else "copies on other hosts"
    copies = f"{counted(found.copies, 'page')} read as {how}" if found.copies else ""
    told = "; ".join(filter(None, (sites, copies)))
    sources = f"Sources: {told}." if told else "Sources: not on record."
    read = f"Latest statement {found.date}." if found.date else "No statement of it is dated."
    missing = sum(map(fonts.lacking, (centre.code, centre.name, *centre.other_names)))
    command = f"sdggraph show {shlex.quote(centre.code)} --evidence"
    last = f"Every claim with its page: {command}. Data of {date}, version {held.network.version}."
    notes = [
        (f"{sources} {read}", 3),
        (last, 2),
        # a shortened licence would be wrong, so it gets as many lines as it needs
        (f"Licence of the data: {licence.words} Made by sdggraph; no official document of UNESCO or the UN.", 0),
        (DISCLAIMER, 0),
    ]
    if missing:
        notes.append((f"{missing} characters that this font lacks are boxes in the PDF; the SVG has them.", 1))
    found_lines = [line for text, most in notes for line in fonts.wrapped(text, INSIDE, 7.2, most=most)]
    top = A4[1] - 20 - len(found_lines) * 9.2
    shapes: list[Shape] = [Rect(0, top - 8, A4[0], A4[1] - top + 8, PALE)]
    for number, line in enumerate(found_lines):
        shapes.append(Text(MARGIN, top + 6 + number * 9.2, line, 7.2, False, ink(PALE), PALE))
    return shapes, top - 8
