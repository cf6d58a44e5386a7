r"""A tokenizer for SPARQL, with matching brackets, for the few places where a text is rewritten.

The engine's parser has the last word: after a rewrite, callers check that it can parse the new text. A text that can be
tokenized in two ways gets no tokens here. There is one such case: in `?a<?b&&?c>?d` the middle is an IRI in the
standard (the longest token wins) and two comparisons in the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

MOST: Final = 200_000  # tokens; a longer text is data, not a query
_DEEPEST: Final = 100  # nested brackets
# every repetition is possessive and every alternative begins with a different character, so that matching takes linear
# time
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
    """A token and its position."""

    kind: str
    spelled: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these signs, or one of these words in any case."""
        return self.spelled in words if self.kind == "sign" else self.kind == "word" and self.spelled.upper() in words


class Tokens:
    """A text and its tokens, without white space and comments; `partner` maps each bracket to its counterpart."""

    def __init__(self, text: str, found: list[Token], partner: dict[int, int]) -> None:
        self.text = text
        self.found = found
        self.partner = partner

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: int) -> Token:
        return self.found[place]

    def top(self, start: int, end: int) -> Iterator[int]:
        """Yield the places of the tokens from start to end outside nested brackets; a bracket stands for its
        content.
        """
        place = start
        while place < end:
            yield place
            place = max(place, self.partner.get(place, place)) + 1

    def cut(self, start: int, end: int) -> str:
        """Return the text from the token at start to the token before end, with everything between them."""
        return self.text[self.found[start].start : self.found[end - 1].end] if start < end else ""


def tokens(text: str, reads: Callable[[str], bool]) -> Tokens | None:
    """Tokenize a text; None if its tokens are not certain.

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


def lenient_tokens(text: str) -> tuple[list[Token], int | None]:
    """Return the tokens of a text that may be wrong, and the place from where on it holds none; None if all of it does.

    >>> [each.spelled for each in lenient_tokens("ASK { 'x")[0]], lenient_tokens("ASK { 'x")[1]
    (['ASK', '{'], 6)
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "none" or len(found) > MOST:
            return found, match.start()
        if match.lastgroup and match.lastgroup != "gap":
            found.append(Token(match.lastgroup, match[0], match.start(), match.end()))
    return found, None


def _paired(found: list[Token]) -> dict[int, int] | None:
    """Map each opening bracket to its closing one and back; None if one has no partner."""
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
            return None  # a nested triple, or a comparison that has merged with an IRI
    return None if opened else partner


def _surely_addresses(text: str, found: list[Token], reads: Callable[[str], bool]) -> bool:
    """Whether the engine also reads each of these tokens as an IRI, even where a comparison could stand.

    No expression can contain `urn:x/%41/`. So if the text still parses with this after each `<`, these are IRIs.
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
