"""Declarations before the later operations of an update: PREFIX and BASE after a semicolon.

SPARQL 1.1 allows them there (grammar, rule 29), and a prefix may then stand for another namespace than before. The
engine takes declarations at the beginning only. So they are moved there; a prefix that is declared twice gets another
name in the later operations, and relative IRIs below another base are written in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import UncertainText
from sdggraph.sparql.base import makes_iris
from sdggraph.sparql.guard import reads_update
from sdggraph.sparql.tokens import Tokens, tokens

_DECLARES: Final = re.compile(r"\b(?:PREFIX|BASE)\b", re.IGNORECASE | re.ASCII)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*+:")
_MOST: Final = 2_000  # relative IRIs that are resolved


def with_one_prologue(text: str) -> str:
    """Move the declarations of later operations to the beginning; a text that the engine can parse stays as it is.

    >>> with_one_prologue("CLEAR ALL ; PREFIX x: <urn:x/> DROP GRAPH x:g")
    'PREFIX x: <urn:x/> CLEAR ALL ;  DROP GRAPH x:g'
    >>> with_one_prologue("BASE <urn:a/> DROP GRAPH <g> ; BASE <urn:b/> DROP GRAPH <g>")
    'BASE <urn:a/> DROP GRAPH <g> ;  DROP GRAPH <urn:b/g>'
    """
    first = text.find(";")
    if first < 0 or _DECLARES.search(text, first) is None or reads_update(text):
        return text
    found = tokens(text, lambda _: True)  # the engine judges the tokens below, once it can parse the text
    if found is None:
        return text
    try:
        changed = _Prologues(found).text()
    except UncertainText:
        return text
    return changed if reads_update(changed) and tokens(changed, reads_update) else text


class _Prologues:
    """The declarations of an update in the order of the text, and the edits that leave one prologue."""

    def __init__(self, found: Tokens) -> None:
        self.found = found
        self.edits: list[tuple[int, int, str]] = []
        self.base = self.first_base = ""
        self.spaces = {prefix: f"<{iri}>" for prefix, iri in vocab.PREFIXES.items()}  # in force, by prefix
        self.names = {prefix: prefix for prefix in vocab.PREFIXES}  # the name of a prefix in the new text
        self.moved: dict[tuple[str, str], str] = {}  # (prefix, namespace) -> its name in the new text
        self.met = set(vocab.PREFIXES)  # prefixes of the text so far
        self.every = {each.spelled.partition(":")[0] for each in found.found if each.kind == "name"} | self.met
        self.numbers: dict[str, Iterator[int]] = {}  # the next numbers for new names, by prefix
        self.resolved: dict[tuple[str, str], str] = {}

    def text(self) -> str:
        """Return the new text. Raises UncertainText."""
        for number, (start, end) in enumerate(_operations(self.found)):
            place = self._declared(start, end, is_first=number == 0)
            if number == 0:
                self.first_base = self.base
            elif place > start:
                self.edits.append((self.found[start].start, self.found[place - 1].end, ""))
            self._rename(place, end)
        pieces, done = [f"PREFIX {name}: {space} " for (_, space), name in self.moved.items()], 0
        for begin, stop, new in self.edits:
            pieces += [self.found.text[done:begin], new]
            done = stop
        return "".join([*pieces, self.found.text[done:]])

    def _declared(self, place: int, end: int, *, is_first: bool) -> int:
        """Read the declarations that begin at a place, and return the place after them."""
        found = self.found
        while place < end:
            if found[place].says("BASE") and place + 1 < end and found[place + 1].kind == "iri":
                self.base = self._absolute(found[place + 1].spelled)
                place += 2
            elif found[place].says("PREFIX") and place + 2 < end and found[place + 2].kind == "iri":
                self._declare(found[place + 1].spelled, found[place + 2].spelled, is_first=is_first)
                place += 3
            else:
                break
        return place

    def _declare(self, name: str, spelled: str, *, is_first: bool) -> None:
        prefix, colon, rest = name.partition(":")
        if not colon or rest or prefix.startswith("_"):
            raise UncertainText
        if is_first:  # it stays where it is
            self.spaces[prefix], self.names[prefix] = spelled, prefix
            if self.base or _ABSOLUTE.match(spelled):
                self.spaces[prefix] = self._absolute(spelled)
        elif self.spaces.get(prefix) != (space := self._absolute(spelled)):
            if (prefix, space) not in self.moved:
                self.moved[prefix, space] = self._new_name(prefix)
            self.spaces[prefix], self.names[prefix] = space, self.moved[prefix, space]
        self.met.add(prefix)

    def _new_name(self, prefix: str) -> str:
        """Return the prefix itself if nothing before uses it, else a name that the text does not use."""
        if prefix not in self.met:
            return prefix
        numbers = self.numbers.setdefault(prefix, count(2))  # goes on where it was, so that many take linear time
        name = next(name for name in (f"{prefix or 'p'}{number}" for number in numbers) if name not in self.every)
        self.every.add(name)
        return name

    def _rename(self, place: int, end: int) -> None:
        """Write the prefixes and relative IRIs of an operation as the new text needs them."""
        moved = self.base != self.first_base
        for token in self.found.found[place:end]:
            if token.kind == "name":
                prefix = token.spelled.partition(":")[0]
                if prefix != "_" and prefix not in self.names:
                    raise UncertainText
                self.met.add(prefix)
                if self.names.get(prefix, prefix) != prefix:
                    self.edits.append((token.start, token.start + len(prefix), self.names[prefix]))
            elif moved and token.kind == "iri" and not _ABSOLUTE.match(token.spelled):
                self.edits.append((token.start, token.end, self._absolute(token.spelled)))
            elif moved and token.kind == "word" and makes_iris(token.spelled):
                raise UncertainText  # these functions resolve relative IRIs against the base of the whole text

    def _absolute(self, spelled: str) -> str:
        """Return the IRI in full, in <>, resolved by the engine against the base in force."""
        if _ABSOLUTE.match(spelled):
            return spelled
        if (self.base, spelled) not in self.resolved:
            if not self.base or len(self.resolved) >= _MOST:
                raise UncertainText
            [row] = ox.Store().query(f"BASE {self.base} SELECT ({spelled} AS ?iri) {{}}")  # type: ignore[misc]
            self.resolved[self.base, spelled] = f"<{row['iri'].value}>"
        return self.resolved[self.base, spelled]


def _operations(found: Tokens) -> Iterator[tuple[int, int]]:
    """Yield the first place of each operation of an update, and the place after its last."""
    start = 0
    for place in found.top(0, len(found)):
        if found[place].says(";"):
            yield start, place
            start = place + 1
    yield start, len(found)
