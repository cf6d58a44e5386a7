r"""Regular expressions of XPath (https://www.w3.org/TR/xpath-functions/#regex-syntax), which REGEX and REPLACE use.

The engine passes them to a library with another dialect: there `\w` includes `_` and excludes `$`, `[a-z-[aeiou]]` is a
union, and `\1`, `\i`, `\c` and blocks are unknown. A pattern is therefore parsed here by the grammar of the standard
and translated for the package `regex`. A pattern with the same meaning in both dialects is `portable`, and stays with
the engine.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import regex

from sdggraph.errors import PatternError

_QUANTIFIER: Final = regex.compile(r"(?:[*+?]|\{(?P<least>[0-9]+)(?:(?P<comma>,)(?P<most>[0-9]+)?)?\})\??")
_CLASS: Final = regex.compile(
    r"\\[pP]\{(?:(?P<category>L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)|Is(?P<block>[A-Za-z0-9-]+))\}"
)
_FLAGS: Final = regex.compile(r"[smixq]*")
_SINGLE: Final = dict(zip(r"nrt\|.?*+(){}-[]^$", "\n\r\t" r"\|.?*+(){}-[]^$", strict=True))
_NO_LINE_END: Final = r"[^\n\r]"
_INITIAL: Final = (
    r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_SETS: Final = {
    "s": r" \t\n\r",
    "d": r"\p{Nd}",
    "i": _INITIAL,
    "c": rf"{_INITIAL}0-9.\-\u00B7\u0300-\u036F\u203F-\u2040",
}
# blocks that have been renamed since Unicode 1.0
_RENAMED: Final = {
    "Greek": "GreekandCoptic",
    "CombiningMarksforSymbols": "CombiningDiacriticalMarksforSymbols",
    "PrivateUse": "PrivateUseArea",
}
_LONGEST: Final = 10_000  # characters of a pattern
_DEEPEST: Final = 50  # nested groups
_MOST_TIMES: Final = 1000  # the largest repetition; the engine does not compile larger ones either


class Compiled(NamedTuple):
    """A compiled pattern."""

    pattern: regex.Pattern[str]
    groups: int
    portable: bool
    for_engine: str  # the same pattern, to be given to the engine where it is portable


@lru_cache(16)  # a small cache, so that an idle worker keeps little memory
def compiled(pattern: str, flags: str = "") -> Compiled:
    r"""Translate and compile a pattern. Raises PatternError if it is not a valid XPath pattern.

    >>> bool(compiled(r"^(a)\1$").pattern.search("aa")), bool(compiled("^[a-z-[aeiou]]$").pattern.search("e"))
    (True, False)
    >>> compiled("a.*b$").portable, compiled(r"\w").portable
    (True, False)
    >>> compiled(r"a.\.[.]").for_engine
    'a[^\\n\\r]\\.[.]'
    """
    if not _FLAGS.fullmatch(flags):
        raise PatternError(f"{flags!r} are no flags: there are s, m, i, x and q")
    how = regex.V0 | (regex.IGNORECASE if "i" in flags else 0)
    if len(pattern) > _LONGEST:
        raise PatternError(f"the pattern is longer than {_LONGEST:,} characters")
    if "q" in flags:
        return Compiled(regex.compile(regex.escape(pattern), how, cache_pattern=False), 0, False, pattern)
    reader = _Reader(_without_blanks(pattern) if "x" in flags else pattern, flags)
    translated = reader.alternatives(0)
    if reader.rest:
        raise PatternError(f"{reader.rest[0]!r} closes nothing")
    portable = reader.portable and "x" not in flags
    try:
        return Compiled(regex.compile(translated, how, cache_pattern=False), reader.groups, portable, reader.for_engine)
    except regex.error as error:  # such as a block that does not exist
        raise PatternError(str(error)) from error


def _without_blanks(pattern: str) -> str:
    """Remove white space from a pattern, as the flag x demands, except in character classes."""
    kept, depth, escaped = [], 0, False
    for sign in pattern:
        if sign in " \t\n\r" and depth == 0:
            continue
        kept.append(sign)
        if not escaped:
            depth += (sign == "[") - (sign == "]" and depth > 0)
        escaped = sign == "\\" and not escaped
    return "".join(kept)


class _Reader:
    """A recursive-descent parser of a pattern; each method returns what it parsed, translated."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.place = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.portable = True
        self.dot = "(?s:.)" if "s" in flags else _NO_LINE_END
        self.dots: list[int] = []  # places of those that are no carriage return, which to the engine they may be
        self.start = r"(?:\A|(?<=\n)(?!\Z))" if "m" in flags else r"\A"
        self.end = r"(?:(?=\n)|(?<!\n)\Z)" if "m" in flags else r"\Z"
        self.several_lines = "m" in flags
        self.cased = "i" in flags

    @property
    def rest(self) -> str:
        return self.pattern[self.place : self.place + 3]

    @property
    def for_engine(self) -> str:
        """The pattern with each `.` written so that the engine, too, excludes the carriage return."""
        ends = [*self.dots, len(self.pattern)]
        starts = [0, *(place + 1 for place in self.dots)]
        return _NO_LINE_END.join(self.pattern[start:end] for start, end in zip(starts, ends, strict=True))

    def alternatives(self, depth: int) -> str:
        """Parse one or several alternatives, up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise PatternError("too many groups stand within each other")
        found = [""]
        while self.rest and self.rest[0] != ")":
            if self.rest[0] == "|":
                self.place += 1
                found.append("")
            else:
                found[-1] += self._piece(depth)
        return "|".join(found)

    def _piece(self, depth: int) -> str:
        atom = self._atom(depth)
        quantifier = _QUANTIFIER.match(self.pattern, self.place)
        if quantifier is None:
            return atom
        self.place = quantifier.end()
        bounds = [int(each) for each in (quantifier["least"], quantifier["most"]) if each]
        if bounds != sorted(bounds) or any(each > _MOST_TIMES for each in bounds):
            raise PatternError(f"{quantifier[0]} is no number of times")
        return f"(?:{atom}){quantifier[0]}"

    def _atom(self, depth: int) -> str:
        sign = self.rest[0]
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            start = self.place
            self.place += 1
            found = self._one_of()
            # to the engine these are unions, differences and nested classes
            written = self.pattern[start + 1 : self.place]
            self.portable = self.portable and not any(each in written for each in ("[", "&&", "--", "~~"))
            return found
        if sign == "\\":
            return self._escape()
        self.place += 1
        if sign in "^$":
            self.portable = self.portable and not self.several_lines
            return self.start if sign == "^" else self.end
        if sign == ".":
            self.dots += [self.place - 1] if self.dot == _NO_LINE_END else []
            return self.dot
        if sign in "*+?{}]":
            raise PatternError(f"{sign!r} stands where nothing is to be repeated or closed")
        return regex.escape(sign)

    def _group(self, depth: int) -> str:
        plain = self.rest == "(?:"
        self.place += 3 if plain else 1
        if not plain:
            self.groups += 1
        number = self.groups
        inside = self.alternatives(depth + 1)
        if not self.rest:
            raise PatternError("a bracket is not closed")
        self.place += 1
        if not plain:
            self.closed.add(number)
        return f"(?:{inside})" if plain else f"({inside})"

    def _escape(self) -> str:
        sign = self.pattern[self.place + 1 : self.place + 2]
        if sign.isascii() and sign.isdigit():
            return self._back_reference()
        return self._any_of([self._member()], negated=False)

    def _back_reference(self) -> str:
        self.portable = False
        self.place += 1
        start = self.place
        self.place += 1
        while (
            self.rest[:1].isascii()
            and self.rest[:1].isdigit()
            and int(self.pattern[start : self.place + 1]) <= self.groups
        ):
            self.place += 1
        number = int(self.pattern[start : self.place])
        if number not in self.closed:
            raise PatternError(f"\\{number} refers to no group before it")
        return f"(?:(?({number})\\{number}))"  # a group that did not match counts as empty

    # --- character classes -------------------------------------------------------------------------

    def _one_of(self) -> str:
        """Parse a character class after its opening bracket, as an expression for one character."""
        negated = self.rest[:1] == "^"
        self.place += negated
        members: list[tuple[str, bool]] = []
        while True:
            if not self.rest:
                raise PatternError("a character class is not closed")
            if self.rest[0] == "]" and members:
                self.place += 1
                return self._any_of(members, negated=negated)
            if self.rest.startswith("-[") and members:
                self.place += 2
                without = self._one_of()
                if self.rest[:1] != "]":
                    raise PatternError("a subtraction is the last of its character class")
                self.place += 1
                return f"(?:(?!{without}){self._any_of(members, negated=negated)})"
            members.append(self._range(first=not members))

    def _range(self, *, first: bool) -> tuple[str, bool]:
        sign = self.rest[0]
        if sign == "-" and not first and self.rest[1:2] not in ("]", "-"):
            raise PatternError("a hyphen stands in the middle of a character class")
        low, many = self._member(in_class=True)
        if many or self.rest[:1] != "-" or self.rest[1:2] in ("]", "["):
            return (low, many)
        self.place += 1
        if not self.rest:
            raise PatternError("a character class is not closed")
        high, many = self._member(in_class=True)
        if many or ord(_plain(high)) < ord(_plain(low)):
            raise PatternError("a range ends before it begins")
        return f"{low}-{high}", False

    def _member(self, *, in_class: bool = False) -> tuple[str, bool]:
        """Parse a character or an escape for use within square brackets; also return whether it is a class of its
        own.
        """
        sign = self.rest[0]
        if sign != "\\":
            if sign in "[]":
                raise PatternError(f"{sign!r} stands in a character class without a backslash")
            self.place += 1
            return _hexadecimal(sign), False
        escaped = self.rest[1:2]
        if escaped in _SINGLE and escaped:
            self.place += 2
            return _hexadecimal(_SINGLE[escaped]), False
        self.portable = self.portable and escaped in ("d", "D")
        named = _CLASS.match(self.pattern, self.place)
        if named:
            self.place = named.end()
            block = named["block"] and _RENAMED.get(named["block"], named["block"])
            return f"\\{named[0][1]}{{{f'Block={block}' if block else named['category']}}}", True
        if escaped in ("w", "W"):
            self.place += 2
            return (r"^\p{P}\p{Z}\p{C}" if escaped == "w" else r"\p{P}\p{Z}\p{C}"), True
        if escaped and escaped.lower() in _SETS:
            self.place += 2
            return ("^" if escaped.isupper() else "") + _SETS[escaped.lower()], True
        raise PatternError(f"\\{escaped} is no escape")

    def _any_of(self, members: list[tuple[str, bool]], *, negated: bool) -> str:
        """Build an expression for one of these characters; classes ignore the flag i."""
        plain = "".join(text for text, many in members if not many)
        parts = [f"[{plain}]"] if plain else []
        parts += [f"(?-i:[{text}])" if self.cased else f"[{text}]" for text, many in members if many]
        one = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        return f"(?:(?!{one})(?s:.))" if negated else one


def _hexadecimal(sign: str) -> str:
    return f"\\U{ord(sign):08X}"


def _plain(escape: str) -> str:
    return chr(int(escape[2:], 16))
