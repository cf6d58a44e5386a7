"""The page of downloads, and the files for search engines: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Alternate, Frame
from sdggraph.publish.catalogues import schema_org
from sdggraph.publish.catalogues.datasets import Dataset, datasets
from sdggraph.publish.datasets import graph_licences
from sdggraph.publish.datasets.feeds import CHANGES, EVERY, UPCOMING, changed
from sdggraph.publish.documents import report
from sdggraph.publish.site.download_list import DatasetShown, Downloads, FileShown, LicenceShown
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.publish.site.sitemap import MOST, XML, Address, index, urls
from sdggraph.sparql.formats import HTML

DOWNLOADS: Final = "data/index.html"
INDEX: Final = "index.html"
SITEMAP: Final = "sitemap.xml"
_NAMES: Final = {"md": "Markdown", "html": "HTML", "pdf": "PDF"}


def write(site: Site, known: PublicationContext) -> None:
    """Write data/index.html, which describes every dataset, sitemap.xml and robots.txt."""
    content = render("downloads.html", frame_of(site, known, DOWNLOADS), downloads(site, known))
    site.write(DOWNLOADS, content, media_type=f"{HTML.media_type};charset=utf-8", title="All files to download")
    _write_sitemap(site, [*_addresses(site, known)], known)
    lines = f"User-agent: *\nAllow: /\n\nSitemap: {known.address(SITEMAP)}\n"
    site.write("robots.txt", lines.encode(), media_type="text/plain", title="What crawlers may read: everything")


def frame_of(site: Site, known: PublicationContext, path: str = "") -> Frame:
    """Return the frame of a page of a published folder; it names the feeds that were written before."""
    files = {file.path: file for file in site.files}
    feeds = [files[each] for each in (CHANGES, UPCOMING, EVERY) if each in files]
    return Frame(
        path=path,
        data_version=known.version,
        data_date=known.date,
        licence=known.licence.iri,
        licence_name=known.licence.name,
        publisher=known.publisher,
        contact=known.contact,
        base=known.base,
        has_server=False,
        endpoint=known.endpoint,
        alternates=tuple(Alternate(media_type(each), each.path, each.title) for each in feeds),
    )


def downloads(site: Site, known: PublicationContext) -> Downloads:
    """Return everything on the page of downloads: the datasets, and the report if it was written."""
    found = datasets(site.files)
    shown = [
        DatasetShown(
            each.key,
            each.title,
            each.description,
            _licence(each, known),
            tuple(FileShown(file.path, file.title, size_shown(file.size)) for file in each.files),
        )
        for each in found
    ]
    return Downloads(
        known.date, known.version, (*shown, *_report(site)), tuple(schema_org.dataset(each, known) for each in found)
    )


def _licence(dataset: Dataset, known: PublicationContext) -> LicenceShown | None:
    """Return the licence of a dataset, if it differs from that of the data or only covers a part."""
    its_own = dataset.licence(known)
    if its_own != known.licence:
        return LicenceShown("Licence:", its_own.iri, its_own.name)
    if dataset.key == "graph" and (exception := graph_licences.exception(known.licence)):
        return LicenceShown(exception)
    return None


def _report(site: Site) -> Iterator[DatasetShown]:
    """Yield the status report with its formats; nothing if it was not written."""
    files = {file.path: file for file in site.files}
    found = [(form, files[path]) for form in report.FORMS if (path := f"{report.PATH}.{form}") in files]
    if found:
        shown = tuple(FileShown(file.path, _NAMES[form], size_shown(file.size)) for form, file in found)
        yield DatasetShown("report", "Status report", found[0][1].title, None, shown)


def size_shown(size: int) -> str:
    """Format a number of bytes for people.

    >>> size_shown(999), size_shown(12345), size_shown(1234567)
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
    if len(addresses) <= MOST:
        site.write(SITEMAP, urls(addresses), media_type=XML, title=title)
        return
    parts = []
    for start in range(0, len(addresses), MOST):
        path = f"sitemap-{start // MOST + 1}.xml"
        site.write(path, urls(addresses[start : start + MOST]), media_type=XML, title=title)
        parts.append(Address(known.address(path), known.date))
    site.write(SITEMAP, index(parts), media_type=XML, title=title)
