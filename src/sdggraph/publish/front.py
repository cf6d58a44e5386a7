"""The front page, and the files for search engines: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from sdggraph.model.records import Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.present.text import xml_safe
from sdggraph.publish import html
from sdggraph.publish.catalogues import schema_org
from sdggraph.publish.catalogues.datasets import Dataset, datasets
from sdggraph.publish.datasets import graph_licences
from sdggraph.publish.datasets.feeds import CHANGES, EVERY, UPCOMING, changed
from sdggraph.publish.documents import poster, report
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import HTML

INDEX: Final = "index.html"
SITEMAP: Final = "sitemap.xml"
_NAMES: Final = {"md": "Markdown", "html": "HTML", "pdf": "PDF", "svg": "SVG"}
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MANY: Final = 50_000  # addresses in a file, the limit of sitemaps.org


class Address(NamedTuple):
    """A page, and the day of its last change."""

    location: str
    modified: str  # YYYY-MM-DD


def write(site: Site, known: PublicationContext) -> None:
    """Write index.html, which describes every dataset, sitemap.xml and robots.txt."""
    found = datasets(site.files)
    content = html.page(
        title=TITLE,
        description="Who UNESCO's science centres are, what they contribute to, and with whom they cooperate.",
        address=known.address(INDEX),
        body=_body(found, site, known),
        json_ld=[schema_org.dataset(each, known) for each in found],
        links=_links(site),
    )
    site.write(INDEX, content, media_type=f"{HTML.media_type};charset=utf-8", title=TITLE)
    _write_sitemap(site, [*_addresses(site, known)], known)
    lines = f"User-agent: *\nAllow: /\n\nSitemap: {known.address(SITEMAP)}\n"
    site.write("robots.txt", lines.encode(), media_type="text/plain", title="What crawlers may read: everything")


def _links(site: Site) -> Iterator[tuple[str, str, str, str]]:
    for file in site.files:
        if file.path in (CHANGES, UPCOMING, EVERY):
            yield "alternate", file.media_type.partition(";")[0], file.path, file.title


def _body(found: Sequence[Dataset], site: Site, known: PublicationContext) -> Iterator[str]:
    yield f"<main>\n<h1>{html.text(TITLE)}</h1>\n<p>Data of {html.text(known.date)}, version "
    yield f"{html.text(known.version)}, {html.licence(known.licence)}. Every claim has its evidence; what a source "
    yield "states and what a reader inferred stand apart; what is missing may exist all the same.</p>\n"
    yield "<section>\n<h2>Data</h2>\n"
    for each in found:
        yield f'<section id="{html.text(each.key)}">\n<h3>{html.text(each.title)}</h3>\n'
        yield f"<p>{html.text(each.description)}</p>\n"
        yield from _licence(each, known)
        yield html.listed(f"{html.link(file.path, file.title)} ({_size(file.size)})" for file in each.files)
        yield "</section>\n"
    yield "</section>\n"
    yield from _report(site)
    yield "<section>\n<h2>Organisations</h2>\n"
    paths = {file.path for file in site.files}
    for title, centres in (("Centres", True), ("Hosts and partners", False)):
        records = [each for each in known.network.organisations.values() if each.is_centre == centres]
        pairs = [(schema_org.page_path(each), each) for each in sorted(records, key=lambda each: each.name)]
        items = [
            f"{html.link(path, each.name)} ({html.text(each.code)}){_status(each)}{_posters(each, paths)}"
            for path, each in pairs
            if path in paths
        ]
        yield f"<h3>{title}</h3>\n{html.listed(items)}" if items else ""
    yield "</section>\n</main>\n"


def _status(record: Organisation) -> str:
    return f", {html.text(status_note(record))}" if status_note(record) else ""


def _licence(dataset: Dataset, known: PublicationContext) -> Iterator[str]:
    """Yield the licence of a dataset, if it differs from that of the data or only covers a part."""
    its_own = dataset.licence(known)
    if its_own != known.licence:
        yield f"<p>Licence: {html.licence(its_own)}.</p>\n"
    elif dataset.key == "graph" and (exception := graph_licences.exception(known.licence)):
        yield f"<p>{html.text(exception)}</p>\n"


def _report(site: Site) -> Iterator[str]:
    """Yield links to the status report in its formats; nothing if it was not written."""
    files = {file.path: file for file in site.files}
    found = [(form, files[path]) for form in report.FORMS if (path := f"{report.PATH}.{form}") in files]
    if found:
        yield f"<section>\n<h2>Status report</h2>\n<p>{html.text(found[0][1].title)}</p>\n"
        yield html.listed(f"{html.link(file.path, _NAMES[form])} ({_size(file.size)})" for form, file in found)
        yield "</section>\n"


def _posters(record: Organisation, paths: Set[str]) -> str:
    """Return links to the poster of an organisation, if it has one."""
    every = {form: poster.path(record.code, form) for form in poster.FORMS}
    links = [html.link(path, _NAMES[form]) for form, path in every.items() if path in paths]
    return f", poster: {', '.join(links)}" if links else ""


def _size(size: int) -> str:
    """Format a number of bytes for people.

    >>> _size(999), _size(12345), _size(1234567)
    ('999 bytes', '12 kB', '1.2 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


def _addresses(site: Site, known: PublicationContext) -> Iterator[Address]:
    """Yield the front page, and every other page with the day of its organisation's last change."""
    days = {schema_org.page_path(known.network.organisations[code]): day for code, (day, _) in changed(known).items()}
    yield Address(known.address(INDEX), known.date)
    for file in site.files:
        if file.path.endswith(".html") and file.path != INDEX:
            # other pages have no date of their own, so they get that of the data
            yield Address(known.address(file.path), days.get(file.path, known.date))


def _write_sitemap(site: Site, addresses: Sequence[Address], known: PublicationContext) -> None:
    title = "The pages, for search engines"
    if len(addresses) <= _MANY:
        site.write(SITEMAP, _urls(addresses), media_type="application/xml", title=title)
        return
    parts = []
    for start in range(0, len(addresses), _MANY):
        path = f"sitemap-{start // _MANY + 1}.xml"
        site.write(path, _urls(addresses[start : start + _MANY]), media_type="application/xml", title=title)
        parts.append(Address(known.address(path), known.date))
    site.write(SITEMAP, _index(parts), media_type="application/xml", title=title)


def _urls(addresses: Sequence[Address]) -> Iterator[bytes]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SPACE}">\n'.encode()
    for each in addresses:
        yield f"<url>{_place(each)}<changefreq>monthly</changefreq></url>\n".encode()
    yield b"</urlset>\n"


def _index(parts: Sequence[Address]) -> Iterator[bytes]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SPACE}">\n'.encode()
    for each in parts:
        yield f"<sitemap>{_place(each)}</sitemap>\n".encode()
    yield b"</sitemapindex>\n"


def _place(address: Address) -> str:
    return f"<loc>{escape(xml_safe(address.location))}</loc><lastmod>{address.modified}</lastmod>"
