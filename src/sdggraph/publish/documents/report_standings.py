"""The sections of the status report on time: what followed the meeting, standings, what ends, what needs confirming."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

from sdggraph.model.dates import last_day
from sdggraph.model.records import ACTIVE, ENDING, TERM_OVER, Organisation
from sdggraph.model.standing_words import STANDINGS
from sdggraph.numbers import counted
from sdggraph.publish.documents.document import Block, Command, Heading, Paragraph, Table
from sdggraph.publish.report_data import LIGHTS, Agreement, Meeting, Status

_SHOWN: Final = 25  # codes in a cell; the rest is counted


def since_2016(status: Status) -> Iterator[Block]:
    """The meetings that followed the one of 2016, and who came."""
    yield Heading("What became of 2016")
    if not status.since:
        yield Paragraph("No meeting that followed the one of 2016 is on record.")
        return
    codes = {code for each in status.since for code in each.codes} & set(status.centres)
    yield Paragraph(
        f"{counted(len(status.since), 'meeting')} that followed the one of 2016 {_are(len(status.since))} on record, "
        f"from {status.since[0].start} to {status.since[-1].start}. Sources name {len(codes)} of "
        f"{counted(len(status.centres), 'centre')} as taking part in at least one. That a meeting continues the "
        "one of 2016 is our reading."
    )
    yield Table(("When", "meeting", "where", "who, as far as named", "outcome"), tuple(map(_meeting, status.since)))
    yield Command("sdggraph query network-meetings-since-2016\nsdggraph query meeting-2016-outcomes")


def _meeting(each: Meeting) -> tuple[str, ...]:
    named = tuple(code for code in each.codes if code != code.lower())
    more = len(each.codes) - len(named)
    who = ", ".join(named) + (f" and {more} more" if named and more else "")
    return each.start, each.name, each.place, who or (counted(more, "other") if more else "nobody named"), each.outcome


def standings(status: Status) -> Iterator[Block]:
    """Count the centres by standing and by sector."""
    yield Heading("Standing of the centres")
    records = [each for each in status.network.organisations.values() if each.is_centre]
    yield Paragraph(
        f"As of {status.as_of}, from the status records. {_counts(records)}A term counts only where a source gives it "
        "or names the duration; of a centre whose term nobody tells, nothing is due. Ceased and contested "
        "centres are suggested to nobody."
    )
    rows = [
        (STANDINGS[value].heading, str(len(held)), _listed(held) if value != ACTIVE else "–")
        for value in STANDINGS
        for held in [[each.code for each in records if each.status == value]]
        if held
    ]
    yield Table(("Standing", "centres", "which"), tuple(rows))
    known = status.network.sectors
    sectors = Counter(
        known[key].label if key in known else key for each in records if not each.has_ceased for key in each.sectors
    )
    none = sum(not each.sectors and not each.has_ceased for each in records)
    if sectors:
        told = [f"{name} {number}" for name, number in sorted(sectors.items(), key=lambda item: (-item[1], item[0]))]
        yield Paragraph(f"By sector of UNESCO: {', '.join([*told, *([f'none on record {none}'] if none else [])])}.")
    yield Command("sdggraph centres\nsdggraph query centres-by-sector")


def _counts(records: Collection[Organisation]) -> str:
    """Return the sentence that tells the centres on record from those that the report counts; empty if all count."""
    ceased = sum(each.has_ceased for each in records)
    if not ceased:
        return ""
    rest = len(records) - ceased
    return f"{counted(len(records), 'centre')} on record: {ceased} ceased, and the other {rest} count in this report. "


def agreements(status: Status) -> Iterator[Block]:
    """The agreements that end soon or have ended, those with UNESCO apart."""
    yield Heading("Agreements that end")
    dated = len(status.ending) + len(status.ended) + status.later
    yield Paragraph(
        f"{counted(status.agreements, 'agreement')} with a centre on record, {dated} of them with an end. As of "
        f"{status.as_of}, {len(status.ending)} end within twelve months and {len(status.ended)} have ended."
    )
    if not dated and status.agreements:
        yield Paragraph(
            "No source on record tells when an agreement ends, so none can be listed here: ask the partners. The ready "
            "question agreements-to-review lists the old ones.",
            quiet=True,
        )
    for name, found in (("ends soon", status.ending), ("has ended", status.ended)):
        if found:
            yield Table(("Agreement of", "ends", "state"), tuple(_agreement(each, name) for each in found))
    yield from _terms(status)
    year = status.as_of.year
    yield Command(
        "sdggraph query agreements-on-record\n"
        f"sdggraph query agreements-to-review --year {year}\nsdggraph query mandates-to-renew --year {status.as_of}"
    )


def _agreement(agreement: Agreement, state: str) -> tuple[str, str, str]:
    return ", ".join(agreement.partners), f"{agreement.end}{_computed(agreement.basis)}", state


def _terms(status: Status) -> Iterator[Block]:
    """The terms of the agreements with UNESCO, as far as they are known, and the ends declared."""
    records = [each for each in status.network.organisations.values() if each.is_centre and not each.has_ceased]
    known = sorted((each for each in records if each.term_end), key=lambda each: (each.term_end, each.code))
    declared = [each for each in records if each.status == ENDING and not each.term_end]
    yield Paragraph(
        f"Of {counted(len(records), 'centre')} the term of the agreement with UNESCO is known of {len(known)}; no term "
        f"is assumed of the others.{_also(declared)}"
    )
    if known or declared:
        header = ("Agreement with UNESCO of", "ends", "state")
        yield Table(header, tuple(_term(each, status.as_of) for each in (*declared, *known)))


def _also(declared: Collection[Organisation]) -> str:
    """Return the sentence on centres in the table whose end is declared and whose term is not known."""
    if not declared:
        return ""
    verb = "is" if len(declared) == 1 else "are"
    return f" {len(declared)} more {verb} listed because one side has declared the end."


def _term(record: Organisation, day: date) -> tuple[str, str, str]:
    state = f"{STANDINGS[record.status].heading}{f', {record.status_date}' if record.status != TERM_OVER else ''}"
    end = last_day(record.term_end)
    if record.status != TERM_OVER and end is not None and end < day:
        state = f"term over; {state}"
    return record.code, f"{record.term_end}{_computed(record.term_basis)}" or "not told", state


def _computed(basis: str) -> str:
    """Return the remark for an end that we computed."""
    return " (computed)" if basis == "computed" else ""


def confirmed(status: Status) -> Iterator[Block]:
    """The centres by the age of what is known of them."""
    yield Heading("Records not confirmed lately")
    yield Paragraph(
        f"The rule, as of {status.as_of}: green if the newest is less than one year old, yellow if less than two, red "
        "if older or not known. The record light looks at the newest source or confirmation of anything on record of a "
        "centre; a day on which somebody only read the pages counts for nothing. The standing light looks at the last "
        "dated word on its standing (a year counts from its first day)."
    )
    rows: list[tuple[str, ...]] = []
    marks: dict[tuple[int, int], str] = {}
    for name, lights in (("record", status.records), ("standing", status.standings)):
        for each in LIGHTS:
            marks[len(rows), 1] = each
            codes = lights[each]
            rows.append((name, each, str(len(codes)), _listed(codes) if each != "green" else "–"))
    yield Table(("Light of the", "light", "centres", "which"), tuple(rows), marks)
    yield Command("sdggraph query freshness")


def _listed(codes: Iterable[str]) -> str:
    every = list(codes)
    return ", ".join(every[:_SHOWN]) + (f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else "")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
