"""The status report for the coordination desk: coverage, gaps and recommendations."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date
from typing import Final

from sdggraph import validate
from sdggraph.model.coverage import Row
from sdggraph.model.records import Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.numbers import counted
from sdggraph.present.coverage import contributions
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.present.knowledge import rests_on
from sdggraph.present.meet import introduced, reasoned
from sdggraph.present.pictures.heatmap import svg
from sdggraph.publish.documents.document import (
    Block,
    Command,
    Document,
    Heading,
    Items,
    Paragraph,
    Picture,
    Table,
    html,
    markdown,
)
from sdggraph.publish.documents.pagination import as_pdf
from sdggraph.publish.documents.report_standings import agreements, confirmed, since_2016, standings
from sdggraph.publish.report_data import Status, gathered
from sdggraph.publish.site.licence_registry import CC_BY, Licence
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import HTML, MARKDOWN, PDF

PATH: Final = "report"
FORMS: Final = {each.extension: each.media_type for each in (MARKDOWN, HTML, PDF)}
_TITLE: Final = "Status of the UNESCO science centres and the Sustainable Development Goals"
_ABSENCE: Final = "Missing knowledge is not absence: a zero means that nothing is on record, not that nothing is done."


def write(site: Site, known: PublicationContext) -> None:
    """Write the report as of the date of the data, as Markdown, HTML and PDF."""
    found = validate.validate(known.store, known.ontology / "shapes.ttl")
    day = date.fromisoformat(known.date)
    report = composed(gathered(known.store, known.network, found, day, known.date), known.licence)
    for form, media_type in FORMS.items():
        site.write(f"{PATH}.{form}", rendered(report, form), media_type=media_type, title=_TITLE)


def rendered(report: Document, form: str) -> bytes:
    """Write the report as md, html or pdf; the same report always gives the same bytes."""
    return as_pdf(report) if form == "pdf" else {"md": markdown, "html": html}[form](report).encode()


def composed(status: Status, licence: Licence = CC_BY) -> Document:
    """Compose the report: first the answers to the meeting's three questions, then the numbers behind them."""
    blocks = [
        *_opening(status),
        *_covered(status),
        *_gaps(status),
        *_isolated(status),
        *_meetings(status),
        *_suggested(status),
        *since_2016(status),
        *standings(status),
        *agreements(status),
        *confirmed(status),
        *_quality(status),
        *_again(status),
    ]
    foot = f"Data version {status.network.version}, data of {status.data_date}, computed as of {status.as_of}."
    told = licence.words if licence.code else f"Licence: {licence.words}"
    return Document(_TITLE, f"{foot} {told}", tuple(blocks))


def _opening(status: Status) -> Iterator[Block]:
    total = status.coverage.total
    yield Paragraph(
        f"As of {status.as_of}. Data of {status.data_date}, version {status.network.version}. "
        "Made by sdggraph from public pages; no official document of UNESCO or the UN."
    )
    yield Paragraph(DISCLAIMER)
    yield Heading("The meeting's three questions")
    if status.meeting:
        least, most, every = status.meeting
        present = f"{least} to {most}" if least != most else str(least)
        yield Paragraph(
            f"The centres met as one network in Beijing in May 2016. {present} of {every} came: the sources differ.",
            quiet=True,
        )
    yield Heading("What do the centres contribute to the 2030 Agenda, alone and together?", 3)
    served = [aim for aim, cell in zip(status.coverage.columns, total.cells, strict=True) if cell.centres]
    has = "has" if 1 in (len(total.total.centres), len(status.centres)) else "have"
    yield Paragraph(
        f"{len(total.total.centres)} of {_many(len(status.centres), 'centre')} "
        f"{has} a contribution on record, to {len(served)} of "
        f"{_many(len(status.coverage.columns), 'goal')}: {_many(status.stated, 'contribution')} that a source "
        f"states, and apart from them {status.inferred} that we inferred from what a source describes. "
        f"{_many(status.joint, 'joint project')} "
        f"between two or more centres {'is' if status.joint == 1 else 'are'} on record."
    )
    yield Heading("Where could their work come closer to the goals?", 3)
    empty = [(row, _zeros(status, row)) for row in status.coverage.rows if row.group.centres]
    open_ = "; ".join(f"{row.group.label}: {len(zeros)}" for row, zeros in empty if zeros)
    silent = f"{_many(len(total.silent), 'centre')} with nothing on record"
    yield Paragraph(
        (
            f"Goals without any contribution on record, by region: {open_}. "
            if open_
            else "No region has an empty goal. "
        )
        + f"There {'is' if len(total.silent) == 1 else 'are'} {silent}; asking them comes first. {_ABSENCE}"
    )
    yield Heading("Who should work together more, in a region or on a theme?", 3)
    first = status.pairs[0] if status.pairs else None
    example = f" The strongest: {first.organisation.code} and {first.suggestion.partner.code}." if first else ""
    yield Paragraph(
        f"{status.linked} of {_many(len(status.centres), 'centre')} {'has' if status.linked == 1 else 'have'} "
        "a link with another centre on record, "
        f"{len(status.isolated)} {'has' if len(status.isolated) == 1 else 'have'} none. Below are "
        f"{_many(len(status.pairs), 'pair')} of centres that are not linked and worth a conversation, each with its "
        f"reason.{example}"
    )


def _covered(status: Status) -> Iterator[Block]:
    coverage = status.coverage
    yield Heading("Coverage: goals by region")
    if not status.centres:
        yield Paragraph("No centre is on record, so there is nothing to count.")
        return
    yield Picture(svg(coverage))
    rows = (*coverage.rows, coverage.total)
    yield Paragraph("Centres with a contribution, by UNESCO region and goal. Empty cells are marked and show 0.")
    header = ("Region", *(aim.key for aim in coverage.columns), "any", "of", "silent")
    marks = {
        (number, place): "empty"
        for number, row in enumerate(rows)
        for place, cell in enumerate(row.cells, start=1)
        if not cell.centres
    }
    counts = [
        (
            row.group.label,
            *(str(len(cell.centres)) for cell in row.cells),
            str(len(row.total.centres)),
            str(len(row.group.centres)),
            str(len(row.silent)),
        )
        for row in rows
    ]
    yield Table(header, tuple(counts), marks)
    yield Paragraph("Contributions in the same order; 3+12 is 3 stated and 12 inferred.")
    claims = [(row.group.label, *(contributions(cell) for cell in row.cells), contributions(row.total)) for row in rows]
    yield Table(header[:-2], tuple(claims), marks)
    yield Paragraph(f"Silent: nothing on record. {_ABSENCE} Derived contributions are not counted.", quiet=True)
    yield Command("sdggraph coverage --by region")


def _zeros(status: Status, row: Row) -> list[str]:
    return [aim.key for aim, cell in zip(status.coverage.columns, row.cells, strict=True) if not cell.centres]


def _gaps(status: Status) -> Iterator[Block]:
    yield Heading("Gaps")
    rows = []
    for region, gaps, total in status.gaps:
        told = "; ".join(f"goal {gap.aim.key} {gap.aim.label}: {gap.sentence}" for gap in gaps)
        rows.append((region, str(total), told or "none on record"))
    if not rows:
        yield Paragraph("No centre is on record, so there is nothing to compare.")
        return
    yield Paragraph("Goals that few or no centres of a region serve beside the centres elsewhere, the emptiest first.")
    yield Table(("Region", "gaps", "the first two"), tuple(rows))
    yield Command("\n".join(f"sdggraph gaps --region {_quoted(region)}" for region, _, _ in status.gaps))


def _isolated(status: Status) -> Iterator[Block]:
    yield Heading("Isolated centres")
    if not status.isolated:
        yield Paragraph("Every centre has a link with another centre on record.")
    else:
        yield Paragraph(
            f"{_many(len(status.isolated), 'centre')} without a link to another centre on record. The number in "
            "brackets counts links to hosts and partners."
        )
        told = [
            f"{_marked(status.network.organisations[each.code])}, "
            f"{status.network.organisations[each.code].name} ({each.elsewhere})"
            for each in status.isolated
        ]
        yield Items(tuple(told))
    yield Command("sdggraph network\nsdggraph query isolated-centres")


def _marked(record: Organisation) -> str:
    """Return the code, with a note on the status if needed."""
    note = status_note(record)
    return f"{record.code} ({note})" if note else record.code


def _meetings(status: Status) -> Iterator[Block]:
    yield Heading("Whom to bring together")
    for title, groups in (
        ("Of the same region", status.meetings.same_region),
        ("On the same theme", status.meetings.same_theme),
    ):
        yield Heading(title, 3)
        if not groups:
            yield Paragraph("No three centres without a link have enough in common on record.")
            continue
        rows = [
            (each.label, ", ".join(map(_marked, each.members)), reasoned(each), introduced(each)) for each in groups
        ]
        yield Table(("where or what", "centres", "why", "introduction"), tuple(rows))
    yield Command("sdggraph meet")


def _suggested(status: Status) -> Iterator[Block]:
    yield Heading("Worth a conversation: the strongest suggestions between centres not yet linked")
    if not status.pairs:
        yield Paragraph("None: there are no two centres that share anything on record.")
    else:
        yield Paragraph("A suggestion says only that a conversation is worth it. It is not a verdict.")
        rows = [
            (
                f"{pair.organisation.code} – {pair.suggestion.partner.code}",
                f"{pair.suggestion.score:.3f}",
                rests_on(pair.suggestion.known).removeprefix("rests on "),
                pair.suggestion.reasons[0].sentence if pair.suggestion.reasons else "",
            )
            for pair in status.pairs
        ]
        yield Table(("Centres", "score", "rests on", "first reason"), tuple(rows))
    wishes = status.network.not_suggested
    if number := len(wishes.centres) + len(wishes.pairs):
        yield Paragraph(f"{number} left out at the operator's wish.", quiet=True)
    commands = ["sdggraph suggest-all -o suggestions.csv"]
    commands += [
        f"sdggraph explain {_quoted(pair.organisation.code)} {_quoted(pair.suggestion.partner.code)}"
        for pair in status.pairs[:1]
    ]
    yield Command("\n".join(commands))


def _quality(status: Status) -> Iterator[Block]:
    yield Heading("Data quality")
    if not status.findings:
        yield Paragraph("The rules find nothing to say about the data.")
    else:
        yield Paragraph("What the rules find, by kind. Only a violation makes data unfit; a warning is worth a look.")
        rows = [(severity, str(number), message) for severity, message, number in status.findings]
        yield Table(("Severity", "times", "what, and what to do"), tuple(rows))
    yield Command("sdggraph validate")


def _again(status: Status) -> Iterator[Block]:
    yield Heading("How to get this report again")
    yield Paragraph(
        f"Each command above prints the numbers of its section from data version {status.network.version}. The date "
        "moves standings, lights and what ends; links, coverage and suggestions are those on record in this version."
    )
    yield Command(f"sdggraph report --as-of {status.as_of} -o report.md")


def _many(number: int, noun: str) -> str:
    return counted(number, noun)


def _quoted(words: str) -> str:
    """Quote the words for a shell."""
    return shlex.quote(words)
