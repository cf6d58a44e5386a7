"""Proposed corrections: what would change, why, and what the desk decided.

A correction never touches the graph before it is accepted (`review`). The name and mail of its proposer are for the
desk only. They are no part of the record, and `correction_queue` deletes them after a time.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadParameter, Conflict, LimitExceeded
from sdggraph.numbers import counted
from sdggraph.store.difference import Difference, PackedDifference, graph_of

MOST_STATEMENTS: Final = 500
MOST_BYTES: Final = 200_000  # of all statements
MOST_PAGES: Final = 10
MOST_LETTERS: Final = 2_000  # of a text or an address
MOST_NAME: Final = 200
_MOST_MAIL: Final = 254  # RFC 5321
_SPACE: Final = f"{vocab.BASE}proposal/"
# control characters, marks that turn the direction of a text, and what stands for bytes that are not UTF-8
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MAIL: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\".]+")


class Kind(StrEnum):
    """The kind of a correction."""

    ADD = "add"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"  # everything on record of an organisation is right as of a day


class State(StrEnum):
    """The state of a correction."""

    OPEN = "open"
    ASKED_BACK = "asked back"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted with changes"
    DECLINED = "declined"
    SUPERSEDED = "superseded"  # another proposal takes its place


WAITING: Final = (State.OPEN, State.ASKED_BACK)
IN_GRAPH: Final = (State.ACCEPTED, State.ACCEPTED_WITH_CHANGES)


class Role(StrEnum):
    """The role of a proposer. The graph names the role and never the person."""

    READER = "reader"
    CENTRE = "centre"
    DESK = "desk"


class Proposer(NamedTuple):
    """A person whom the desk may ask; both fields may be empty."""

    name: str = ""
    mail: str = ""

    def checked(self) -> Proposer:
        """Return the proposer without blanks at the ends. Raises BadParameter."""
        found = Proposer(checked_text(self.name, "The name", MOST_NAME, lines=False), self.mail.strip())
        unshown = len(found.mail) > _MOST_MAIL or _UNSHOWN.search(found.mail)
        if found.mail and (unshown or not _MAIL.fullmatch(found.mail)):
            raise BadParameter(f"{found.mail[:60]!r} is no mail address.", "Write it like desk@example.org.")
        return found


NOBODY: Final = Proposer()


@dataclass(frozen=True)
class Correction:
    """A proposed correction, and the decision about it. Times are ISO 8601 in UTC."""

    id: str  # cannot be guessed, so that its address is known to the proposer and the desk alone
    kind: Kind
    difference: PackedDifference  # the statements of the data graph to remove and to add
    evidence: tuple[str, ...]  # addresses of public pages
    basis: str  # how the proposer knows, in plain words
    role: Role
    made: str
    version: str  # the data version that it was made against
    replaces: str = ""  # the id of an earlier proposal
    state: State = State.OPEN
    decided: str = ""
    decided_by: str = ""
    reason: str = ""  # why it was declined, or the question that was asked back
    written: PackedDifference | None = None  # what was written, once it is accepted

    @property
    def iri(self) -> str:
        """The address of the proposal."""
        return f"{_SPACE}{self.id}"

    @property
    def short(self) -> str:
        """The first letters of the id, by which people name it."""
        return self.id[:8]

    @property
    def waits(self) -> bool:
        """Whether it can still be decided."""
        return self.state in WAITING

    def packed(self) -> dict[str, Any]:
        """Return the correction as JSON values."""
        whole = asdict(self)
        whole["difference"] = self.difference._asdict()
        whole["written"] = None if self.written is None else self.written._asdict()
        return whole

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Correction:
        """Restore the correction that `packed` wrote."""
        written = fields["written"]
        return replace(
            cls(**fields),
            kind=Kind(fields["kind"]),
            role=Role(fields["role"]),
            state=State(fields["state"]),
            evidence=tuple(fields["evidence"]),
            difference=PackedDifference.read(fields["difference"]),
            written=None if written is None else PackedDifference.read(written),
        )

    def as_decided(self, state: State, by: str, reason: str = "", at: str = "") -> Correction:
        """Return the correction with a decision. Raises Conflict if it was decided before."""
        if not by.strip() or len(by) > MOST_NAME or "\n" in by or _UNSHOWN.search(by):
            raise BadParameter("The name of the office is empty, too long or has control characters.", "Name it: --by.")
        if not self.waits:
            raise Conflict(
                f"Proposal {self.short} is {self.state} already.",
                "Nothing was changed. To take an accepted change back, run `sdggraph proposals undo`.",
            )
        return replace(self, state=state, decided=at or _now(), decided_by=by, reason=reason)


def drafted(
    difference: Difference,
    *,
    version: str,
    evidence: Iterable[str] | None,
    basis: str = "",
    role: Role = Role.READER,
    confirms: bool = False,
    replaces: str = "",
) -> Correction:
    """Return a new correction, after checking its size, its evidence and its texts.

    It needs evidence, unless it `confirms` a record or `evidence` is None: what takes an accepted proposal back rests
    on that proposal. Raises BadParameter and LimitExceeded.
    """
    if difference.empty:
        raise BadParameter("Nothing would change: all of this is on record already.", "There is nothing to propose.")
    packed = PackedDifference.of(difference)
    number, size = sum(map(len, difference)), sum(len(text.encode()) for text in packed)
    if number > MOST_STATEMENTS or size > MOST_BYTES:
        raise LimitExceeded(
            f"A proposal of {counted(number, 'statement')} ({size:,} bytes) is too large.",
            f"Propose at most {counted(MOST_STATEMENTS, 'statement')} and {MOST_BYTES:,} bytes at a time.",
            limit="size",
        )
    if any(graph_of(quad) != vocab.DATA_GRAPH for quads in difference for quad in quads):
        raise BadParameter("A proposal changes the data graph alone.", "Leave other graphs out.")
    pages = _pages(evidence or ())
    needs_evidence = evidence is not None and not confirms and not pages
    if needs_evidence and difference.added:
        raise BadParameter("No evidence is given.", "Name a public page that says so: --evidence https://…")
    reason = checked_text(basis, "The basis")
    if needs_evidence and not reason:
        raise BadParameter("A withdrawal needs a reason.", "Name a public page (--evidence), or say why (--basis).")
    return Correction(
        id=secrets.token_hex(16),
        kind=_kind(difference, confirms),
        difference=packed,
        evidence=pages,
        basis=reason,
        role=role,
        made=_now(),
        version=version,
        replaces=replaces,
    )


def checked_text(text: str, thing: str, most: int = MOST_LETTERS, *, lines: bool = True) -> str:
    """Return a text without blanks at its ends. Raises BadParameter for one that is too long or cannot be shown.

    It has several lines only with `lines`.
    """
    found = text.strip()
    if len(found) > most:
        raise BadParameter(f"{thing} has {len(found):,} letters.", f"Use at most {most:,}.")
    if _UNSHOWN.search(found) or (not lines and re.search(r"[\t\n]", found)):
        raise BadParameter(f"{thing} has characters that cannot be shown.", "Write plain text.")
    return found


def _kind(difference: Difference, confirms: bool) -> Kind:
    if confirms:
        return Kind.CONFIRM
    if not difference.removed:
        return Kind.ADD
    return Kind.CHANGE if difference.added else Kind.WITHDRAW


def _pages(evidence: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of the pages, each once. Raises BadParameter."""
    pages = tuple(dict.fromkeys(page.strip() for page in evidence))
    if len(pages) > MOST_PAGES:
        raise BadParameter(
            f"{counted(len(pages), 'page')} are named as evidence.", f"Name at most {MOST_PAGES}, the best ones."
        )
    for page in pages:
        try:
            parts = urlsplit(page)
            ox.NamedNode(page)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
            sound = sound and not _UNSHOWN.search(page)
        except ValueError:
            sound = False
        if not sound or len(page) > MOST_LETTERS:
            raise BadParameter(f"{page[:80]!r} is no address of a web page.", "Begin it with http:// or https://.")
    return pages


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
