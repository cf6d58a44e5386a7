"""Organisations as rows and as a text page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sdggraph.model.coverage import un_order
from sdggraph.model.full_record import CONTRIBUTION, COOPERATION, FullRecord, Item
from sdggraph.model.records import DERIVED, Contribution, Link, Network, Organisation
from sdggraph.model.standing_words import standing_shown, status_note
from sdggraph.model.status import standing_told
from sdggraph.numbers import counted
from sdggraph.present import full_record as page
from sdggraph.present.statements import entered, remarks
from sdggraph.present.text import clean, wrapped

if TYPE_CHECKING:
    from sdggraph.model.records import Country

HEADER = ("code", "name", "country", "region", "category", "sector", "status", "themes", "contributions", "links")


def rows(records: Iterable[Organisation], network: Network) -> list[Sequence[object]]:
    """Return one row per organisation, in the columns of HEADER."""
    links: dict[str, int] = {}
    for link in network.links:
        for code in link.partners:
            links[code] = links.get(code, 0) + 1
    found: list[Sequence[object]] = []
    for record in records:
        land = network.countries.get(record.country)
        claims = sum(claim.basis != DERIVED for claim in record.contributions)
        found.append(
            (
                record.code,
                record.name,
                land.name if land else "",
                land.region if land else "",
                record.category,
                ", ".join(record.sectors),
                standing_shown(record),
                ", ".join(record.themes),
                claims,
                links.get(record.code, 0),
            )
        )
    return found


def tally(records: Sequence[Organisation]) -> str:
    """Return one sentence that counts ceased organisations apart; empty if there are none.

    >>> tally([Organisation("A", "A", "a", "category-2", status="ceased"), Organisation("B", "B", "b", "category-2")])
    '2 listed: 1 at work or not known to have ceased, and 1 ceased. Counts of centres leave the ceased out.'
    """
    ceased = sum(record.has_ceased for record in records)
    if not ceased:
        return ""
    there = len(records) - ceased
    return (
        f"{len(records)} listed: {there} at work or not known to have ceased, and {ceased} ceased. "
        "Counts of centres leave the ceased out."
    )


def text(
    record: Organisation,
    country: Country | None,
    links: Sequence[Link],
    network: Network,
    full: FullRecord | None = None,
    *,
    evidence: bool = False,
) -> str:
    """Render one organisation as a page: who, where, contributions, cooperation, and the evidence.

    With `full`, the page has everything on record. Each statement then has the numbers of the pages behind it, which
    are listed at the end; with `evidence`, the pages are printed below each statement.
    """
    full = full or FullRecord(Item(record.iri, "sg:Organisation"))
    pages = page.Pages(evidence)
    place = ", ".join(part for part in (record.city, country.name if country else "") if part)
    region = country.region if country else ""
    themes = [network.themes[theme].label for theme in record.themes if theme in network.themes]
    names = (record.acronym, *record.other_names, *full.own.every("skos:prefLabel"))
    lines = [clean(f"{record.code}: {record.name}")]
    for label, value in (
        ("also", "; ".join(dict.fromkeys(name for name in names if name and name not in (record.code, record.name)))),
        ("category", record.category),
        ("status", standing_told(record)),
        ("place", f"{place} ({region})" if region else place),
        ("themes", ", ".join(themes)),
        ("website", record.website),
    ):
        lines += page.headed(label, value)
    lines += page.head(full)
    known = {item.iri: item for item in full.items}
    lines += page.status(full, pages) + page.hosts(full, network, pages) if full.own.values else []
    lines += _contributions(record, network, full, known, pages)
    lines += page.projects(full, network, pages) if full.own.values else []
    lines += _links(record, links, network, full, known, pages)
    lines += page.events(full, network, pages) if full.own.values else []
    told = {claim.iri for claim in record.contributions} | {link.iri for link in links}
    return "\n".join([*lines, *page.others(full, told, pages), *page.sources(full, pages)]) + "\n"


def _contributions(
    record: Organisation, network: Network, full: FullRecord, known: dict[str, Item], pages: page.Pages
) -> list[str]:
    claims = [claim for claim in record.contributions if claim.basis != DERIVED]
    if not claims:
        return ["", "No contribution is on record; that is missing knowledge, not absence."]
    stated = sum(claim.basis == "stated" for claim in claims)
    once = entered([known[claim.iri] for claim in claims if claim.iri in known], full)
    head = f"Contributions on record: {counted(len(claims), 'claim')}, {stated} stated and"
    head += f" {len(claims) - stated} inferred"
    lines = ["", *wrapped(f"{head}{f'; all {once}' if once else ''}")]
    for claim in sorted(claims, key=lambda claim: (un_order(claim.aim), claim.iri)):
        title = network.aims[claim.aim].label if claim.aim in network.aims else ""
        said = _beyond(claim, full, known.get(claim.iri, Item(claim.iri, CONTRIBUTION)), bool(once))
        lines += pages.cited(claim.evidence, f"{claim.aim:<6}{title} ({claim.basis}): {claim.activity}{said}")
    return lines


def _beyond(claim: Contribution, full: FullRecord, item: Item, entry_told: bool) -> str:
    """Return what is on record of a claim beyond its line, in brackets."""
    told = ("dcterms:created", "prov:wasAttributedTo") if entry_told else ()
    work = [f"project {full.words(each)}" for each in item.every("sg:inProject")]
    notes = [note for note in item.every("dcterms:description", "skos:note") if note != claim.activity]
    said = [*work, *notes, *remarks(full, item, told)]
    return f" ({'; '.join(said)})" if said else ""


def _links(
    record: Organisation,
    links: Sequence[Link],
    network: Network,
    full: FullRecord,
    known: dict[str, Item],
    pages: page.Pages,
) -> list[str]:
    if not links:
        return ["", "No cooperation is on record."]
    met = sum(not link.strong for link in links)
    iris = {each.iri for each in network.organisations.values()} | {record.iri}
    told = f"{counted(len(links), 'link')}, {met} of them perhaps no more than a shared meeting"
    lines = ["", f"Cooperation on record: {told}"]
    for link in sorted(links, key=lambda link: (-(link.year or 0), link.kind, link.iri)):
        kind = network.kinds[link.kind].label.lower() if link.kind in network.kinds else link.kind
        item = known.get(link.iri, Item(link.iri, COOPERATION))
        strangers = [full.words(iri) for iri in item.every("sg:partner") if iri not in iris]
        others = ", ".join([_named(code, network) for code in link.partners if code != record.code] + strangers)
        said = "; ".join(remarks(full, item))
        what = "; ".join(dict.fromkeys((*link.what, *item.every("skos:note"))))
        told = f"{_when(link, item)}  {kind}: {others}. {what}{f' ({said})' if said else ''}"
        lines += pages.cited(link.evidence, told)
    return lines


def _when(link: Link, item: Item) -> str:
    """Format the dates of a link, as precisely as its source gives them."""
    if item.every("sg:start", "sg:end"):
        start = item.first("sg:start", "sg:year")
        end = item.first("sg:end")
        told = f"{start} to {end}" if start and end and start != end else page.span(item)
        return f"{told}{page.computed(item)}"
    return str(link.year or "n.d.")


def _named(code: str, network: Network) -> str:
    """Return the code if it is an acronym; the name if the code is only a slug of it."""
    record = network.organisations[code]
    status = f" ({status_note(record)})" if status_note(record) else ""
    return (code if code != code.lower() else record.name) + status
