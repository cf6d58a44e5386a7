"""The standing of an organisation towards UNESCO, decided in this place only, from its status records and a day.

The rules, of which the first that fits decides (docs/standing.md has examples).

  ceased              it ceased, and no later record tells of work or of a decision.
  contested           sources disagree, and UNESCO has decided nothing since.
  pending             an application is the last thing on record.
  end-declared        one side has declared the end, and nothing was signed or renewed since.
  renewal-on-record   a review or renewal is under way, and the decision is not on record.
  term-over           the term of the last agreement is over, and no renewal is on record.
  within-term         the term of the last agreement is not over.
  said-unknown        the last record says that the standing could not be found out.
  agreement           the agreement is on record, its term is not.
  at-work             a source tells of work or of the opening.
  only-approved       only the approval is on record, which says nothing of the work.
  nothing-on-record   there is no record at all.

No term is ever assumed: where no source gives one, nothing is over.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sdggraph.model.dates import first_day, last_day
from sdggraph.model.records import (
    ACTIVE,
    CEASED,
    CONTESTED,
    ENDING,
    PENDING,
    RENEWAL,
    TERM_OVER,
    UNKNOWN,
    Network,
    Organisation,
    StatusRecord,
)
from sdggraph.model.standing_words import heading, status_note

_APPROVED: Final = "approved"
_AGREEMENTS: Final = frozenset({"agreement-signed", "renewed"})
_DECISIONS: Final = _AGREEMENTS | {_APPROVED}
_WORK: Final = frozenset({ACTIVE, "launched", "evaluated"})
# an evaluation or a declared end may come after the end of a centre, these do not
_REVIVES: Final = frozenset({ACTIVE, "launched", CONTESTED, PENDING, RENEWAL}) | _DECISIONS
# of several records of one date the gravest counts: whoever reads must not miss it
_GRAVITY: Final = {CEASED: 5, CONTESTED: 4, ENDING: 3, PENDING: 2, RENEWAL: 1}


_BECAUSE: Final = {
    "contested": ": sources disagree, and no decision is on record since",
    "pending": ": no decision is on record since",
    "end-declared": ": the end is not yet known to be in effect",
    "renewal-on-record": ": no decision is on record since",
    "said-unknown": ": the last source could not tell",
    "agreement": ": an agreement is on record, its term is not",
    "at-work": ": a source tells of its work, none of the term of an agreement",
    "only-approved": ": only the approval is on record",
    "nothing-on-record": "",
}


class Standing(NamedTuple):
    """The standing of an organisation on a day, with date, pages and rule."""

    value: str = ""
    date: str = ""  # of the record that tells it; of a term that is over, its end
    sources: tuple[str, ...] = ()
    rule: str = ""
    term_end: str = ""  # of the last agreement, where a source tells or names the duration
    term_basis: str = ""


def standing(records: Sequence[StatusRecord], day: datetime.date | None, *, expected: bool = True) -> Standing:
    """Return the standing that the records give on a day; records of a later date are not known then.

    Without a day all records count, and no term is over, as nothing tells what is past. Where nothing is on record,
    the standing is unknown for an organisation that is `expected` to have one, and empty for others.

    >>> signed = StatusRecord("agreement-signed", "2014", "2014", "2020-05")
    >>> standing([signed], datetime.date(2016, 1, 1))[:4]
    ('active', '2014', (), 'within-term')
    >>> standing([signed], datetime.date(2020, 6, 1))[:4]
    ('term-over', '2020-05', (), 'term-over')
    """
    known = sorted((each for each in records if _is_known(each, day)), key=_order)
    for rule in (_ceased, _contested, _pending, _ending, _renewal, _term, _said_unknown, _agreement, _work):
        found = rule(known, day)
        if found is not None:
            return _with_term(found, known)
    approvals = [each for each in known if each.value == _APPROVED]
    if approvals:
        return _told(UNKNOWN, approvals[-1], "only-approved")
    return Standing(UNKNOWN, rule="nothing-on-record") if expected else Standing()


def with_standing(record: Organisation, day: datetime.date | None) -> Organisation:
    """Return the record with its standing on a day."""
    found = standing(record.status_records, day, expected=record.is_centre)
    return record._replace(
        status=found.value,
        status_year=_year(found.date),
        status_sources=found.sources,
        status_date=found.date,
        status_rule=found.rule,
        term_end=found.term_end,
        term_basis=found.term_basis,
    )


def standing_on(network: Network, day: datetime.date) -> Network:
    """Return the network with the standing that each organisation had on a day."""
    records = network.organisations.values()
    return network._replace(
        organisations={each.code: with_standing(each, day) if each.status_records else each for each in records}
    )


def standing_told(record: Organisation) -> str:
    """Return the whole standing: what holds, since when, by which pages and which rule; empty where there is none.

    >>> standing_told(Organisation("A", "A", "a", status="active", status_date="2025", status_rule="at-work"))
    'active, last on record 2025; rule at-work: a source tells of its work, none of the term of an agreement'
    """
    if not record.status or not record.status_rule:
        return status_note(record, sources=True)
    last = f", last on record {record.status_date}" if record.status_date else ""
    pages = f" ({', '.join(record.status_sources)})" if record.status_sources else ""
    said = status_note(record, sources=True) or f"{heading(record.status)}{last}{pages}"
    how = {"computed": ", computed from the duration", "source": ", given by the source"}.get(record.term_basis, "")
    verb = "ended" if record.status == TERM_OVER else "ends"
    term = f"; term {verb} {record.term_end}{how}" if record.term_end else ""
    return f"{said}{term}; rule {record.status_rule}{_BECAUSE.get(record.status_rule, '')}"


def _ceased(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {CEASED})
    if last is None or (last.date and _followed(known, last, _REVIVES)):
        return None
    return _told(CEASED, last, "ceased")


def _contested(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {CONTESTED})
    if last is None or _followed(known, last, _DECISIONS | {PENDING}):
        return None
    return _told(CONTESTED, last, "contested")


def _pending(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {PENDING})
    return None if last is None or _followed(known, last, _WORK | _DECISIONS) else _told(PENDING, last, "pending")


def _ending(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {ENDING})
    return (
        None if last is None or _followed(known, last, _DECISIONS | {RENEWAL}) else _told(ENDING, last, "end-declared")
    )


def _renewal(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {RENEWAL})
    if last is None or any(each.value in _DECISIONS and not _is_before(each, last) for each in known):
        return None
    return _told(RENEWAL, last, "renewal-on-record")


def _term(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    carrier = _carrier(known)
    end = None if carrier is None else last_day(carrier.term_end)
    if carrier is None or end is None:
        return None
    if day is None:
        return None
    if end < day:
        return Standing(TERM_OVER, carrier.term_end, carrier.sources, "term-over")
    return _told(ACTIVE, _last(known, _WORK | _DECISIONS) or carrier, "within-term")


def _said_unknown(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, {UNKNOWN})
    return None if last is None or _followed(known, last, _WORK | _AGREEMENTS) else _told(UNKNOWN, last, "said-unknown")


def _agreement(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last, agreement = _last(known, _WORK | _AGREEMENTS), _last(known, _AGREEMENTS)
    return _told(ACTIVE, last, "agreement") if agreement is not None and last is not None else None


def _work(known: Sequence[StatusRecord], day: datetime.date | None) -> Standing | None:
    last = _last(known, _WORK)
    return None if last is None else _told(ACTIVE, last, "at-work")


def _carrier(known: Sequence[StatusRecord]) -> StatusRecord | None:
    """Return the record whose term counts: that of the last agreement, unless a later decision tells no term."""
    with_term = [each for each in known if each.value in _DECISIONS and last_day(each.term_end) is not None]
    if not with_term:
        return None
    last = max(with_term, key=lambda each: (_sortable(_when(each)), _sortable(each.term_end)))
    return None if any(_supersedes(each, last) for each in known) else last


def _supersedes(later: StatusRecord, earlier: StatusRecord) -> bool:
    """Whether a decision without a term puts an end to the term of an earlier one.

    The agreement that follows an approval within its term is signed for that same term.
    """
    if later.value not in _DECISIONS or not _is_after(later, earlier):
        return False
    signing = earlier.value == _APPROVED and later.value == "agreement-signed"
    return not signing or _when(later)[:4] > earlier.term_end[:4]


def _with_term(found: Standing, known: Sequence[StatusRecord]) -> Standing:
    carrier = _carrier(known)
    return found if carrier is None else found._replace(term_end=carrier.term_end, term_basis=carrier.end_basis)


def _told(value: str, record: StatusRecord, rule: str) -> Standing:
    return Standing(value, record.date, record.sources, rule)


def _last(known: Sequence[StatusRecord], values: Iterable[str]) -> StatusRecord | None:
    wanted = frozenset(values)
    return next((each for each in reversed(known) if each.value in wanted), None)


def _followed(known: Sequence[StatusRecord], record: StatusRecord, values: Iterable[str]) -> bool:
    """Whether a record of one of these values is surely later."""
    return any(each.value in values and _is_after(each, record) for each in known)


def _is_after(later: StatusRecord, earlier: StatusRecord) -> bool:
    return bool(_when(later)) and _sortable(_when(later)) > _sortable(_when(earlier))


def _is_before(one: StatusRecord, other: StatusRecord) -> bool:
    """Whether one is surely earlier: dates of unlike precision are compared as far as both reach."""
    reach = min(len(_when(one)), len(_when(other)))
    return not _when(one) or _when(one)[:reach] < _when(other)[:reach]


def _when(record: StatusRecord) -> str:
    return record.date or record.term_start


def _order(record: StatusRecord) -> tuple[str, int, str]:
    date = _when(record) or ("9999" if record.value == CEASED else "")  # an end without a date counts as the last
    return _sortable(date), _GRAVITY.get(record.value, 0), record.iri


def _is_known(record: StatusRecord, day: datetime.date | None) -> bool:
    begins = first_day(_when(record))
    return day is None or begins is None or begins <= day


def _sortable(text: str) -> str:
    """Return the date in a form that sorts by the last day it may mean."""
    return f"{text}-99-99"[:10] if text else ""


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdigit() else None
