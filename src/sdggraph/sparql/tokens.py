r"""The tokens of a SPARQL text, with their brackets, for the few places where a text is rewritten.

The engine's parser stays the judge: whoever rewrites asks it afterwards whether the new text can be read, and a
text with a place that two readers could take differently has no tokens here. There is one such place: in
`?a<?b&&?c>?d` the middle is an IRI to the standard (the longest token wins) and two comparisons to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

MOST: Final = 200_000  # tokens; a longer text is data, not a question
_DEEPEST: Final = 100  # brackets within brackets
# every repetition is possessive and every alternative begins with a sign of its own, so that reading is linear
_TOKEN: Final = re.compile(
    r"""
      (?P<gap>[ \t\r\n]++|\#[^\r\n]*+)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
        | \"(?!\"\")(?:[^"\\\r\n]|\\.)*+\" | '(?!'')(?:[^'\\\r\n]|\\.)*+')
    | (?P<variable>[?$]\w[\w\u00B7\u0300-\u036F\u203F\u2040]*+)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[a-z]++)?+)
    | (?P<number>(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:\.?[eE][+-]?[0-9]++)?+)
    | (?P<word>[^\W\d][\w\u00B7-]*+(?:\.++[\w\u00B7-]++)*+(?!:))
    | (?P<name>(?:[^\W\d][\w\u00B7-]*+(?:\.++[\w\u00B7-]++)*+)?+:(?:[\w.:\u00B7-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*+)
    | (?P<sign>&&|\|\||<=|>=|!=|\^\^|<<|>>|[-+*/=<>!(){}\[\],;.|^?~])
    | (?P<none>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSES: Final = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    """A token and where it stands."""

    kind: str
    spelled: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these signs, or of these words in any case."""
        return self.spelled in words if self.kind == "sign" else self.kind == "word" and self.spelled.upper() in words


class Tokens:
    """A text and its tokens, without blanks and comments; `partner` leads from a bracket to the one that fits."""

    def __init__(self, text: str, found: list[Token], partner: dict[int, int]) -> None:
        self.text = text
        self.found = found
        self.partner = partner

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: int) -> Token:
        return self.found[place]

    def top(self, start: int, end: int) -> Iterator[int]:
        """The places of the tokens from start to end that stand in no bracket between them; brackets stand for all."""
        place = start
        while place < end:
            yield place
            place = max(place, self.partner.get(place, place)) + 1

    def cut(self, start: int, end: int) -> str:
        """The text of the tokens from start to end, with what stands between them."""
        return self.text[self.found[start].start : self.found[end - 1].end] if start < end else ""


def tokens(text: str, reads: Callable[[str], bool]) -> Tokens | None:
    """The tokens of a text, or None for one that cannot be told for certain.

    >>> [each.spelled for each in tokens("ASK { ?s <u:p> 'a>b' }", lambda text: True).found]
    ['ASK', '{', '?s', '<u:p>', "'a>b'", '}']
    >>> tokens("ASK { ' }", lambda text: True)
    """
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "none" or len(found) > MOST:
            return None
        end = match.end()
        if match.lastgroup and match.lastgroup != "gap":
            found.append(Token(match.lastgroup, match[0], match.start(), end))
    partner = _paired(found) if end == len(text) else None
    if partner is None or not _surely_addresses(text, found, reads):
        return None
    return Tokens(text, found, partner)


def _paired(found: list[Token]) -> dict[int, int] | None:
    """From each opening bracket to its closing one and back; None where one has no partner."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(found):
        if token.kind != "sign":
            continue
        if token.spelled in _CLOSES:
            opened.append(place)
            if len(opened) > _DEEPEST:
                return None
        elif token.spelled in _CLOSES.values():
            if not opened or _CLOSES[found[opened[-1]].spelled] != token.spelled:
                return None
            partner[place] = opened.pop()
            partner[partner[place]] = place
        elif token.spelled in ("<<", ">>"):
            return None  # a triple within a triple, or a comparison grown together with an IRI
    return None if opened else partner


def _surely_addresses(text: str, found: list[Token], reads: Callable[[str], bool]) -> bool:
    """Whether the engine too takes each IRI for one, also where a comparison could stand.

    No expression can hold `urn:x/%41/`, so a text that is still read with these letters after each `<` has IRIs there.
    """
    doubtful: list[int] = []
    depth: list[str] = []
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "iri" and before and depth and depth[-1] == "(" and _ends_operand(before):
            doubtful.append(token.start + 1)
        if token.kind == "sign" and token.spelled in _CLOSES:
            depth.append(token.spelled)
        elif token.kind == "sign" and token.spelled in _CLOSES.values():
            depth.pop()
    if not doubtful:
        return True
    pieces = [text[start:end] for start, end in zip([0, *doubtful], [*doubtful, len(text)], strict=True)]
    return reads("urn:x/%41/".join(pieces))


def _ends_operand(token: Token) -> bool:
    return token.kind in ("variable", "string", "number", "name", "language", "iri") or token.spelled in (")", "}")
