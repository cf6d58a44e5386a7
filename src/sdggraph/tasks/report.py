"""The status report for the coordination desk."""

from __future__ import annotations

from pathlib import Path

from sdggraph import validate as judging
from sdggraph.errors import BadParameter
from sdggraph.publish.documents import fonts
from sdggraph.publish.documents import report as reports
from sdggraph.publish.report_data import Status, gathered
from sdggraph.publish.site.publication import date_of
from sdggraph.tasks.source import Source
from sdggraph.tasks.validation import validate
from sdggraph.tasks.values import day_of

FORMATS = tuple(reports.FORMS)


def status(source: Source, *, as_of: str | None = None) -> Status:
    """Count all facts of the report. Without a date, it is as of the date of the data, never of the clock.

    A year or a month means its last day.

    Raises BadParameter for an invalid date.
    """
    data_date = date_of(source.store)
    day = day_of(as_of or data_date)  # first, so that a wrong date is told at once
    return gathered(source.store, source.network, validate(source), day, data_date)


def report_of_graph(source: Source, format: str, shapes: str, *, as_of: str | None = None) -> bytes:
    """Return the report of the graph alone, as a published folder has it; no file is read.

    `shapes` is the text of the shapes. Raises BadParameter for an invalid date.
    """
    data_date = date_of(source.store)
    day = day_of(as_of or data_date)
    found = judging.validate(source.store, shapes)
    facts = gathered(source.store, source.network, found, day, data_date)
    return reports.rendered(reports.composed(facts), format)


def report(source: Source, format: str = "md", *, as_of: str | None = None, font: Path | None = None) -> bytes:
    """Return the status report as md, html or pdf; the same data, date and font give the same bytes.

    `font` is a TrueType font for characters of a PDF that ours lacks. Raises BadParameter for an unknown format, an
    invalid date, or a font with a format other than pdf. Raises CannotRead and BadData for an unusable font.
    """
    if format not in FORMATS:
        raise BadParameter(f"There is no format {format!r} for the report.", f"Choose one of: {', '.join(FORMATS)}.")
    if font and format != "pdf":
        raise BadParameter(f"A report as {format} uses no font.", "Write a .pdf, or leave the font out.")
    with fonts.using(font):
        return reports.rendered(reports.composed(status(source, as_of=as_of)), format)
