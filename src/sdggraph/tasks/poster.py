"""A poster of one centre."""

from __future__ import annotations

from pathlib import Path

from sdggraph.errors import BadParameter
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents import poster as posters
from sdggraph.publish.documents.drawing import svg
from sdggraph.publish.documents.pdf import pdf
from sdggraph.publish.poster_data import facts, shelf
from sdggraph.publish.site.publication import date_of
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.source import Source

FORMATS = ("pdf", "svg")


def poster(source: Source, words: str, format: str = "pdf", *, font: Path | None = None) -> bytes:
    """Draw one A4 page about an organisation: who and where, its contributions, partners and suggested partners.

    `words` is a code, an acronym or a name; the format is pdf or svg. `font` is a TrueType font for characters that
    ours lacks. The same data and font give the same bytes. Raises NotFound, BadParameter for an unknown format, and
    CannotRead and BadData for an unusable font.
    """
    if format not in FORMATS:
        raise BadParameter(f"There is no format {format!r} for a poster.", f"Choose one of: {', '.join(FORMATS)}.")
    record = find_organisation(source.network, words)
    held = shelf(source.store, source.network)
    found = facts(held, record.code)
    with fonts.using(font):
        page = posters.drawn(held, found, date_of(source.store))
        return pdf([page], *posters.named(found)) if format == "pdf" else svg(page, *posters.named(found)).encode()
