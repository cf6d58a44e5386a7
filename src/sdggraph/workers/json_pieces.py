"""JSON encoding in small steps, so that other threads can run between them.

The encoder of the standard library writes a text of a hundred megabytes in one step of a second. The event loop stands
still meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

_SLICE: Final = 1 << 20  # characters encoded in one step


class TextPieces(NamedTuple):
    """A text kept in pieces: joining a hundred megabytes takes half a second in one step."""

    pieces: list[str]


def length_of(value: Any) -> int:
    """Return the number of characters of all texts within a JSON value.

    >>> length_of({"a": ["bcd", 1], "e": "f"})
    4
    """
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(length_of, value.values()))
    return sum(map(length_of, value)) if isinstance(value, list | tuple) else 0


def encoded_pieces(value: Any) -> Iterator[bytes]:
    """Encode the value as JSON and yield it in pieces.

    >>> b"".join(encoded_pieces({"a": ["e", (1, None)], "b": {}}))
    b'{"a":["e",[1,null]],"b":{}}'
    >>> b"".join(encoded_pieces([TextPieces(["a", "b"]), "c"]))
    b'["ab","c"]'
    """
    if isinstance(value, TextPieces):
        yield b'"'
        for piece in value.pieces:
            yield from _escaped(piece)
        yield b'"'
    elif isinstance(value, str) and len(value) > _SLICE:
        yield b'"'
        yield from _escaped(value)
        yield b'"'
    elif isinstance(value, Mapping) and _needs_steps(value):
        yield from _joined(b"{", ((json.dumps(name).encode() + b":", each) for name, each in value.items()), b"}")
    elif isinstance(value, list | tuple) and _needs_steps(value):
        yield from _joined(b"[", ((b"", each) for each in value), b"]")
    else:
        yield json.dumps(value, separators=(",", ":")).encode()


def _needs_steps(value: Any) -> bool:
    return length_of(value) > _SLICE or _holds_pieces(value)


def _holds_pieces(value: Any) -> bool:
    if isinstance(value, TextPieces):
        return True
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(map(_holds_pieces, members))


def _escaped(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), _SLICE):
        yield json.dumps(text[start : start + _SLICE])[1:-1].encode()


def _joined(before: bytes, members: Iterator[tuple[bytes, Any]], after: bytes) -> Iterator[bytes]:
    yield before
    for number, (name, value) in enumerate(members):
        yield b"," + name if number else name
        yield from encoded_pieces(value)
    yield after
