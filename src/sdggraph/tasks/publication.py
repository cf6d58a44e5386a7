"""Publication of the whole graph as a folder of files for other portals."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Unpack

from sdggraph.addresses import contact_address, web_address
from sdggraph.publish import checks, front
from sdggraph.publish.catalogues import croissant, datapackage, dcat, rocrate, void
from sdggraph.publish.datasets import changelog as changes
from sdggraph.publish.datasets import feeds, geojson, networks, organisations, rdf
from sdggraph.publish.documents import fonts, poster, report
from sdggraph.publish.site.licence_registry import find_licence
from sdggraph.publish.site.publication import PUBLISHER, PublicationContext, date_of, default_base
from sdggraph.publish.site.site import File, Site, publication
from sdggraph.publish.tables import csv as tables
from sdggraph.publish.tables import xlsx
from sdggraph.tasks.options import completed
from sdggraph.tasks.portal import folder as portal
from sdggraph.tasks.questions import PublishQuestion
from sdggraph.tasks.source import Source

Section = Callable[[Site, PublicationContext], None]
Progress = Callable[[Iterable[Section]], Iterable[Section]]

# first the content of the folder, then the files that describe it
SECTIONS: Final[tuple[Section, ...]] = (
    rdf.write,
    organisations.write,
    tables.write,
    xlsx.write,
    networks.write,
    geojson.write,
    feeds.write,
    poster.write,
    report.write,
    changes.write,
    portal.write,
    front.write,
    dcat.write,
    void.write,
    croissant.write,
    datapackage.write,
    rocrate.write,
)


def publish(
    source: Source,
    target: Path,
    *,
    progress: Progress = lambda sections: sections,
    **asked: Unpack[PublishQuestion],
) -> list[File]:
    """Write the graph as a folder of files, check it, and only then replace the old folder.

    The same data always give the same bytes. `base` is the future address of the folder on the web, and `endpoint` the
    address of the SPARQL service, if any. `publisher` is the name of the publisher, and `contact` an e-mail address or
    a page for questions. `since` is an older state of the data (a publication, files or a store); CHANGES.md lists the
    changes since. With `bom`, CSV files begin with a byte order mark, as some spreadsheet programs need it. `font` is a
    TrueType font for characters that ours lacks in posters and report. `licence` is the licence of the data, by SPDX
    code or address; ontology, shapes and schemes keep their own. Raises CannotWrite for a target that is no publication
    of ours or cannot be written. Raises BadParameter for an invalid address or an unknown licence. Raises CannotRead
    for a missing font, and BadData for an unusable one, or when a check fails.
    """
    question = completed(PublishQuestion, asked)
    if source.settings.editorial_notes:  # they may be served to some, and a publication is for all
        source = Source(source.settings._replace(editorial_notes=False), source.progress)
    base, endpoint = question["base"], question["endpoint"]
    known = PublicationContext(
        store=source.store,
        network=source.network,
        ontology=source.settings.ontology,
        base=web_address(base) if base else default_base(),
        endpoint=web_address(endpoint).rstrip("/") if endpoint else "",
        date=date_of(source.store),
        publisher=question["publisher"].strip() or PUBLISHER,
        contact=contact_address(question["contact"]),
        since=question["since"],
        bom=question["bom"],
        settings=source.settings,
        licence=find_licence(question["licence"]),
    )
    with (
        _settled(),
        fonts.using(question["font"]),
        publication(target) as site,
    ):  # the font first, so that an unusable one is found before anything is written
        for write in progress(SECTIONS):
            write(site, known)
        checks.check(site, known)
        site.finish(known.version)
        checks.check_manifest(site.folder, site.files)
        return site.files


@contextmanager
def _settled() -> Iterator[None]:
    """Exclude all present objects from garbage collection: they include the whole network, which outlives the work."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
