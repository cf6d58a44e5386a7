"""Publishing: the whole graph as one folder of files for other portals."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Unpack

from sdggraph.errors import BadParameter
from sdggraph.publish import checks, front, pages
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
from sdggraph.tasks.questions import PublishQuestion
from sdggraph.tasks.source import Source

_MAIL: Final = re.compile(r"[^\s@<>\"\\{}|^`]+@[^\s@<>\"\\{}|^`]+\.[^\s@<>\"\\{}|^`]+")
Section = Callable[[Site, PublicationContext], None]
Progress = Callable[[Iterable[Section]], Iterable[Section]]

# what is in the folder first, then what describes the folder
SECTIONS: Final[tuple[Section, ...]] = (
    rdf.write,
    organisations.write,
    tables.write,
    xlsx.write,
    networks.write,
    geojson.write,
    feeds.write,
    pages.write,
    poster.write,
    report.write,
    changes.write,
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
    """Write the graph as a folder of files, check it, and only then put it in the place of the old one.

    The same data always give the same bytes. `base` is where the folder will be found on the web and
    `endpoint` the address of the SPARQL service, if there is one; `publisher` is who publishes it and
    `contact` a mail address or a page for questions; `since` is an older state of the data (a publication,
    files or a store), what changed from which is told in CHANGES.md; with `bom`, the CSV files begin with
    a byte order mark, as some spreadsheet programs need it; `font` is a TrueType font for the signs of posters and
    report that ours lacks; `licence` is that of the data, by its SPDX code or its address, while ontology, shapes and
    schemes keep their own. Raises CannotWrite for a target that is not a publication of ours or cannot be written,
    BadParameter for an address that is none or a licence that nobody knows, CannotRead for a font that is not there,
    and BadData for one that cannot be used or when the check finds a fault.
    """
    question = completed(PublishQuestion, asked)
    base, endpoint = question["base"], question["endpoint"]
    known = PublicationContext(
        store=source.store,
        network=source.network,
        ontology=source.settings.ontology,
        base=_address(base) if base else default_base(),
        endpoint=_address(endpoint).rstrip("/") if endpoint else "",
        date=date_of(source.store),
        publisher=question["publisher"].strip() or PUBLISHER,
        contact=_contact(question["contact"]),
        since=question["since"],
        bom=question["bom"],
        licence=find_licence(question["licence"]),
    )
    with (
        _settled(),
        fonts.using(question["font"]),
        publication(target) as site,
    ):  # the font first, so that a bad one begins nothing
        for write in progress(SECTIONS):
            write(site, known)
        checks.check(site, known)
        site.finish(known.version)
        checks.check_manifest(site.folder, site.files)
        return site.files


@contextmanager
def _settled() -> Iterator[None]:
    """Let the search for garbage pass over what is there already: the whole network, which outlives the work."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _contact(text: str) -> str:
    if "://" in text:
        return _address(text) if text.endswith("/") else _address(text).rstrip("/")
    text = text.removeprefix("mailto:")
    if text and not _MAIL.fullmatch(text):
        raise BadParameter(f"{text!r} is no mail address and no page.", "Write desk@example.org or https://….")
    return text


def _address(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if scheme not in ("http", "https") or not separator or not rest or any(sign in text for sign in ' <>"{}|\\^`\n'):
        raise BadParameter(f"{text!r} is no address.", "Write it in full, such as https://example.org/sdggraph/.")
    return text if text.endswith("/") else f"{text}/"
