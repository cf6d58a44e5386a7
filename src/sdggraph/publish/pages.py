"""A page for each organisation, for people and for search engines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from sdggraph.model.coverage import un_order
from sdggraph.model.records import DERIVED, INFERRED, STATED, Contribution, Link, Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.names.file_names import file_name
from sdggraph.publish import html
from sdggraph.publish.catalogues import schema_org
from sdggraph.publish.catalogues.schema_org import Around, page_path
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import HTML, JSONLD, TURTLE

_BASES: Final = {
    STATED: ("Stated contributions", "The source names the goal or target itself."),
    INFERRED: ("Inferred contributions", "A reader inferred the goal or target from what the source tells."),
}
_SILENT: Final = "Nothing of this kind is on record; that is missing knowledge, not absence."


def write(site: Site, known: PublicationContext) -> None:
    """Write a page for every organisation, and the style sheet of all pages."""
    site.write(html.STYLE_PATH, html.STYLE, media_type="text/css", title="How the pages look")
    about = schema_org.around(known)
    links: dict[str, list[Link]] = defaultdict(list)
    for link in known.network.links:
        for code in link.partners:
            links[code].append(link)
    for record in known.network.organisations.values():
        path = page_path(record)
        own = links.get(record.code, [])
        stem = file_name(record.code)
        content = html.page(
            title=f"{record.name} ({record.code})",
            description=schema_org.sentence(record, about, known.network),
            address=known.address(path),
            body=_body(record, about, own, known),
            json_ld=[schema_org.organisation(record, about, known)],
            up="../",
            links=[
                ("alternate", TURTLE.media_type, f"{stem}.ttl", "Turtle"),
                ("alternate", JSONLD.media_type, f"{stem}.jsonld", "JSON-LD"),
            ],
        )
        site.write(path, content, media_type=f"{HTML.media_type};charset=utf-8", title=record.name, about=record.iri)


def _body(record: Organisation, about: Around, links: list[Link], known: PublicationContext) -> Iterator[str]:
    network = known.network
    land = network.countries.get(record.country)
    themes = [network.themes[key].label for key in record.themes if key in network.themes]
    hosts = [about.by_iri[iri] for iri in about.hosts.get(record.iri, ()) if iri in about.by_iri]
    place = about.places.get(record.code)
    yield f'<nav><a href="../index.html">{html.text(TITLE)}</a></nav>\n<main>\n<h1>{html.name(record.name)}</h1>\n'
    yield html.facts(
        [
            ("Code", html.text(record.code)),
            ("Also", html.listed(html.name(each) for each in record.other_names)),
            ("Standing", html.text(about.categories.get(record.category, record.category))),
            ("Status", _status_note(record)),
            ("Place", html.text(", ".join(part for part in (record.city, land.name if land else "") if part))),
            ("Latitude, longitude", f"{place.latitude}, {place.longitude}" if place else ""),
            ("UNESCO region", html.text(land.region if land else "")),
            ("Website", html.link(record.website, record.website) if record.website else ""),
            ("Hosted by", html.listed(_reference(each, each.name) for each in hosts)),
            ("Themes", html.text(", ".join(themes))),
            ("Reach", html.text(about.scopes.get(record.iri, ""))),
            ("Identifier", html.link(record.iri, record.iri)),
        ]
    )
    for basis, (title, meaning) in _BASES.items():
        claims = [claim for claim in record.contributions if claim.basis == basis]
        yield f'<section>\n<h2>{title}</h2>\n<p class="note">{meaning}</p>\n'
        ranked = sorted(claims, key=lambda claim: (un_order(claim.aim), claim.iri))
        yield html.listed(_claim(claim, known) for claim in ranked) or f'<p class="note">{_SILENT}</p>\n'
        yield "</section>\n"
    yield "<section>\n<h2>Cooperation</h2>\n"
    newest = sorted(links, key=lambda link: (-(link.year or 0), link.kind, link.iri))
    yield html.listed(_link(record, link, known) for link in newest) or f'<p class="note">{_SILENT}</p>\n'
    yield "</section>\n</main>\n" + _footer(record, known)


def _status_note(record: Organisation) -> str:
    note = status_note(record)
    return f"{html.text(note)} {_evidence(record.status_sources)}" if note else ""


def _claim(claim: Contribution, known: PublicationContext) -> str:
    assert claim.basis != DERIVED  # noqa: S101  # it would only repeat what the page shows below
    aim = known.network.aims.get(claim.aim)
    label = f" {aim.label}" if aim else ""
    return f"<strong>{html.text(claim.aim + label)}</strong>: {html.name(claim.activity)} {_evidence(claim.evidence)}"


def _link(record: Organisation, link: Link, known: PublicationContext) -> str:
    organisations = known.network.organisations
    others = [organisations[code] for code in link.partners if code != record.code and code in organisations]
    kind = known.network.kinds[link.kind].label if link.kind in known.network.kinds else link.kind
    who = ", ".join(_reference(each, each.name) + _status(each) for each in others)
    weak = "" if link.strong else " (may mean no more than having met)"
    what = html.name("; ".join(link.what))
    return f"{link.year or 'undated'}, {html.text(kind.lower())}{weak}: {who}. {what} {_evidence(link.evidence)}"


def _status(record: Organisation) -> str:
    return f" ({html.text(status_note(record))})" if status_note(record) else ""


def _reference(record: Organisation, words: str) -> str:
    return html.link(f"{file_name(record.code)}.html", words)


def _evidence(pages: Iterable[str]) -> str:
    found = ", ".join(html.link(page, f"source {number}") for number, page in enumerate(pages, start=1))
    return f"({found})" if found else ""


def _footer(record: Organisation, known: PublicationContext) -> str:
    stem = file_name(record.code)
    return (
        f"<footer>\n<p>As data: {html.link(f'{stem}.ttl', 'Turtle')}, {html.link(f'{stem}.jsonld', 'JSON-LD')}. "
        f"Data of {html.text(known.date)}, version {html.text(known.version)}, "
        f"{html.licence(known.licence)}.</p>\n</footer>\n"
    )
