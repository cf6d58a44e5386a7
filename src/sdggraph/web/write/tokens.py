"""Tokens for writing, of which only a hash is stored.

A token is 256 random bits. A plain hash of it cannot be reversed, and guessing one is hopeless.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock

from sdggraph.errors import BadData, BadParameter, CannotWrite, NotFound, Unauthorised
from sdggraph.files import read_bytes, write_atomically
from sdggraph.writing.scope import ONE, WHOLE

_BEGINS: Final = "sdgg_"  # the prefix by which secret scanners recognise a leaked token
_LONGEST: Final = 200


class Token(NamedTuple):
    """The stored facts of a token; its times are ISO 8601 in UTC."""

    id: str
    name: str  # name of the holder, as the list of changes shows it
    scope: str  # graph, or organisation:CODE
    hash: str
    created: str
    expires: str | None = None
    revoked: str | None = None

    @property
    def state(self) -> str:
        """The state of the token: active, expired or revoked.

        >>> Token("1", "desk", "graph", "", "2026-01-01T00:00:00+00:00", expires="2026-01-02T00:00:00+00:00").state
        'expired'
        """
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and datetime.fromisoformat(self.expires) <= _now() else "active"


class Tokens:
    """The tokens of a file. Changes by other processes are seen at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[object, tuple[Token, ...]] = (None, ())

    def all(self) -> tuple[Token, ...]:
        """Return every token, oldest first; empty without a file. Raises BadData for a file of another kind."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return ()
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        if self._read[0] != state:
            self._read = (state, _parsed(read_bytes(self.path), self.path))
        return self._read[1]

    def holder(self, authorization: str) -> Token:
        """Return the token of an Authorization header. Raises Unauthorised if it is missing, unknown, expired or
        revoked.
        """
        kind, _, secret = authorization.strip().partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise Unauthorised("Writing needs a token.", "Send `Authorization: Bearer TOKEN`; the operator makes one.")
        hashed = _hash(secret.strip()[:_LONGEST])
        found = None
        for token in self.all():
            if hmac.compare_digest(token.hash, hashed):
                found = token
        if found is None or found.state != "active":
            word = "not known" if found is None else found.state
            raise Unauthorised(f"This token is {word}.", "Ask the operator for a new one.")
        return found

    def create(self, name: str, scope: str, expires: datetime | None = None) -> tuple[Token, str]:
        """Make a token; return it with its secret, which is shown only this once. Raises BadParameter, CannotWrite."""
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise BadParameter("A token needs a name of at most 100 letters.", "Name its holder: an office, a centre.")
        if scope != WHOLE and not (scope.startswith(ONE) and scope.removeprefix(ONE).strip()):
            raise BadParameter(f"There is no scope {scope!r}.", f"Choose {WHOLE}, or {ONE}CODE.")
        secret = _BEGINS + secrets.token_urlsafe(32)
        until = None if expires is None else expires.astimezone(UTC).isoformat(timespec="seconds")
        made = _now().isoformat(timespec="seconds")
        token = Token(secrets.token_hex(4), name.strip(), scope, _hash(secret), made, until)
        self._change(lambda tokens: (*tokens, token))
        return token, secret

    def revoke(self, id: str) -> Token:
        """Revoke the token of this id for good. Raises NotFound."""
        known = [token.id for token in self.all()]
        if id not in known:
            raise NotFound(f"There is no token {id!r}.", "`sdggraph token list` lists all.", tuple(known[:5]))
        now = _now().isoformat(timespec="seconds")

        def without(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
            return tuple(each._replace(revoked=each.revoked or now) if each.id == id else each for each in tokens)

        self._change(without)
        return next(token for token in self.all() if token.id == id)

    def _change(self, work: Callable[[tuple[Token, ...]], tuple[Token, ...]]) -> None:
        """Rewrite the file atomically, one process at a time, readable by its owner only."""
        with _alone(self.path):
            tokens = work(self.all())
            held = {"tokens": [token._asdict() for token in tokens]}
            write_atomically(self.path, json.dumps(held, ensure_ascii=False, indent=1).encode() + b"\n")


def tokens_file(store: Path, named: Path | None) -> Path:
    """Return the path of a store's tokens: the named file, else tokens.json beside the store."""
    return named or store.resolve().parent / "tokens.json"


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Lock the file for changes; create it if needed, with access for its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"), mode=0o600)
        lock.acquire()
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.", "May you write there?") from error
    try:
        if not path.exists():  # rewriting keeps the mode
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield
    finally:
        lock.release()


def _parsed(content: bytes, path: Path) -> tuple[Token, ...]:
    if not content:
        return ()
    try:
        return tuple(Token(**token) for token in json.loads(content)["tokens"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadData("this is not a file of tokens.", "Move it away, and make new tokens.", file=str(path)) from error


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
