"""The queue of proposed corrections: an SQLite file beside the graph, which survives `kill -9`."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sdggraph.errors import Ambiguous, Busy, CannotRead, CannotWrite, Conflict, LimitExceeded, NotFound
from sdggraph.writing.corrections import WAITING, Correction, Proposer, State

MOST_WAITING: Final = 10_000  # proposals; more are refused until the desk has decided some
_SCHEMA: Final = 1
_TABLES: Final = """
CREATE TABLE proposal (id TEXT PRIMARY KEY, made TEXT NOT NULL, state TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX proposal_by_state ON proposal (state, made);
CREATE TABLE person (id TEXT PRIMARY KEY REFERENCES proposal (id), name TEXT NOT NULL, mail TEXT NOT NULL,
  made TEXT NOT NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO setting VALUES ('keep persons for days', '365');
"""
_NAMES: Final = frozenset({"proposal", "person", "setting"})  # of the tables
# one statement, so that another process that makes the tables is seen before or after, and not in between
_VERSION: Final = """SELECT user_version, (SELECT group_concat(name) FROM sqlite_master WHERE type = 'table')
FROM pragma_user_version"""
_KEEP: Final = "keep persons for days"
_PATIENCE: Final = 10.0  # seconds that a writer waits for another one
_SHORTEST: Final = 6  # letters of an id by which a proposal can be named


class CorrectionQueue:
    """The proposals of a file. Several processes may use it at the same time.

    Names and mails stand in a table of their own. Those that are older than the operator allows are deleted whenever
    the file is opened. Raises CannotRead for a file of another kind or of a newer version.
    """

    def __init__(self, path: Path, *, make: bool = False) -> None:
        """Open the file; with `make` a new one is made, readable by its owner alone. Raises CannotRead without one."""
        self.path = path
        if not make and not path.exists():
            raise CannotRead(f"There are no proposals at {path}.", "`sdggraph propose` makes the file.")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._base = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            with self._explained():
                self._version()  # before anything is written: the file of another program stays as it is
                # a transaction is on the disk when it is acknowledged, and deleted names are overwritten
                for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
                    self._base.execute(f"PRAGMA {pragma}").fetchall()
                self._prepare()
                self.forget()
        except OSError as error:
            raise CannotWrite(
                f"The proposals cannot be kept in {path}: {error.strerror}.", "Check the name and your permission."
            ) from error

    def _prepare(self) -> None:
        """Make the tables of a new file. Raises CannotRead for a newer version or a database of another kind."""
        with self._writing():
            if self._version() == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {_SCHEMA}")

    def _version(self) -> int:
        """Return the version of the tables, 0 for a new file. Raises CannotRead for what this version cannot read."""
        version, names = self._base.execute(_VERSION).fetchone()
        tables = set((names or "").split(","))
        if version == 0 and names is None:
            return 0
        if version < _SCHEMA or not tables >= _NAMES:
            raise CannotRead(f"{self.path} is a database of another program.", "Name another file.")
        if version > _SCHEMA:
            raise CannotRead(f"{self.path} was written by a newer sdggraph.", "Update sdggraph, or name another file.")
        return int(version)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def add(self, correction: Correction, proposer: Proposer) -> None:
        """Keep a new proposal; one that it replaces is superseded. Raises LimitExceeded and NotFound."""
        with self._writing():
            marks = ", ".join("?" * len(WAITING))
            counting = f"SELECT COUNT(*) FROM proposal WHERE state IN ({marks})"  # noqa: S608  # question marks only
            if self._base.execute(counting, WAITING).fetchone()[0] >= MOST_WAITING:
                raise LimitExceeded(
                    f"{MOST_WAITING:,} proposals are waiting.", "Try again after the desk has decided some.", "size"
                )
            if correction.replaces:
                old = self.find(correction.replaces)
                self._put(
                    old, old.as_decided(State.SUPERSEDED, "the proposer", f"Proposal {correction.id} takes its place.")
                )
            row = (correction.id, correction.made, correction.state, _text(correction))
            self._base.execute("INSERT INTO proposal VALUES (?, ?, ?, ?)", row)
            person = proposer.checked()
            if person.name or person.mail:
                said = (correction.id, person.name, person.mail, correction.made)
                self._base.execute("INSERT INTO person VALUES (?, ?, ?, ?)", said)

    def decide(self, before: Correction, after: Correction) -> None:
        """Replace a proposal by its decided form. Raises Conflict if it was decided meanwhile."""
        with self._writing():
            self._put(before, after)

    def settle(self, accepted: Correction) -> None:
        """Keep a proposal as accepted, whatever was decided before: the graph holds it."""
        with self._writing():
            change = "UPDATE proposal SET state = ?, content = ? WHERE id = ?"
            self._base.execute(change, (accepted.state, _text(accepted), accepted.id))

    def _put(self, before: Correction, after: Correction) -> None:
        change = "UPDATE proposal SET state = ?, content = ? WHERE id = ? AND state = ?"
        if self._base.execute(change, (after.state, _text(after), before.id, before.state)).rowcount != 1:
            raise Conflict(
                f"Proposal {before.short} was decided meanwhile.", "Look at it again with `sdggraph proposals show`."
            )

    def find(self, id: str) -> Correction:
        """Return the proposal with that id, of which the first letters suffice. Raises NotFound and Ambiguous."""
        wanted = id.strip().lower()
        rows: list[tuple[str]] = []
        if len(wanted) >= _SHORTEST and all(each in "0123456789abcdef" for each in wanted):
            with self._explained():
                asked = "SELECT content FROM proposal WHERE id >= ? AND id < ? LIMIT 2"
                rows = self._base.execute(asked, (wanted, f"{wanted}g")).fetchall()
        if not rows:
            raise NotFound(f"There is no proposal {id[:40]!r}.", "`sdggraph proposals list --state all` lists them.")
        if len(rows) > 1:
            raise Ambiguous(f"Several proposals begin with {wanted!r}.", "Write more letters of the one you mean.")
        return self._read(rows[0][0])

    def all(self, *states: State) -> list[Correction]:
        """Return the proposals in some states, or all of them, oldest first."""
        with self._explained():
            rows = self._base.execute("SELECT content FROM proposal ORDER BY rowid").fetchall()
        found = (self._read(content) for (content,) in rows)
        return [each for each in found if not states or each.state in states]

    def _read(self, content: str) -> Correction:
        """Return the proposal of a row. Raises CannotRead for what this version cannot read."""
        try:
            found = Correction.read(json.loads(content))
            found.difference.unpacked()
        except (ValueError, TypeError, LookupError, AttributeError, SyntaxError) as error:
            raise self._damaged("a proposal cannot be read") from error
        return found

    def _damaged(self, problem: str) -> CannotRead:
        return CannotRead(
            f"{self.path} is no file of proposals, or it is damaged: {problem}.",
            "Name another file, or restore it from a backup.",
        )

    def person(self, id: str) -> Proposer:
        """Return the proposer of a proposal; empty if none is known or the name has been deleted."""
        with self._explained():
            row = self._base.execute("SELECT name, mail FROM person WHERE id = ?", (id,)).fetchone()
        return Proposer(*row) if row else Proposer()

    def keep_persons(self, days: int) -> None:
        """Set for how many days names and mails are kept."""
        with self._writing():
            self._base.execute("UPDATE setting SET value = ? WHERE name = ?", (str(days), _KEEP))

    def forget(self) -> int:
        """Delete the names and mails that are older than the operator allows, and return their number."""
        with self._writing():
            row = self._base.execute("SELECT value FROM setting WHERE name = ?", (_KEEP,)).fetchone()
            try:
                before = (datetime.now(UTC) - timedelta(days=int(row[0]))).isoformat(timespec="milliseconds")
            except (TypeError, ValueError, OverflowError) as error:
                raise self._damaged("it does not say how long names are kept") from error
            number = self._base.execute("DELETE FROM person WHERE made <= ?", (before,)).rowcount
        if number:  # the pages before the deletion must not stay in the log
            with self._explained():
                self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return number

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Run a transaction: whole and on the disk, or not at all."""
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Convert errors of SQLite into ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Busy(f"Others are writing to {self.path}.", "Try again.", after=1.0) from error
            if str(error).startswith("no such"):  # a table or a column
                raise self._damaged(str(error)) from error
            raise CannotWrite(f"{self.path} cannot be used: {error}.", "Check the disk and your permission.") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from error


def _text(correction: Correction) -> str:
    return json.dumps(correction.packed(), ensure_ascii=False)
