"""Rewriting of queries and updates that the engine would not answer as SPARQL 1.1 says.

The text is changed in three cases. A REGEX or REPLACE whose pattern the engine reads differently calls a function of
ours, or gets the pattern in another spelling. A comparison that may be one of booleans asks the engine first, then a
function of ours. So does a condition whose
truth value the engine may not know. Strings, comments, IRIs and the patterns for other servers are never changed. A
text that cannot be parsed for certain is returned as it is. `functions` has the functions; docs/upstream.md gives the
reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from sdggraph.errors import PatternError
from sdggraph.sparql.functions import COMPARE, REGEX, REPLACE, TRUTH
from sdggraph.sparql.guard import reads_query, reads_update
from sdggraph.sparql.modifiers import with_subselect
from sdggraph.sparql.tokens import Tokens, tokens
from sdggraph.sparql.xpath_patterns import compiled

_Reads = Callable[[str], bool]

_SHORT: Final = 10_000  # characters: longer queries are rare, and would fill the memory of the last ones
_LONGEST: Final = 200_000  # characters: a longer text is data, not a query
# characters of an expression that is written twice, which may itself be part of one that is written twice
_WIDEST: Final = 10_000
# a `<` that does not open an IRI or a `>` that does not close one, and the words and signs of conditions
_SUSPECT: Final = re.compile(
    r"\b(?:regex|replace|if)\b|&&|\|\||![^=]"
    r"|\b(?:filter|having)\s*+\([\s(]*+(?:[?$]\w++\s*+\)|[\"']|coalesce|strdt|min|max|sample|<|\w*+:)"
    r"|<(?:=|[^<>\"{}|^`\\\x00-\x20]*+[<\"{}|^`\\\x00-\x20])|>=|[\s)\"']>|[?$]\w++>|\b(?:true|false)>"
)  # in small letters: ignoring case would cost three times as much
# a suspect text contains one of these, or a `<` or `>` outside all IRIs; checking that is much faster
_SUSPECT_WORDS: Final = ("regex", "replace", "if", "&&", "||", "!", "filter", "having")
# no expression has two slashes behind a colon, so this is an IRI for certain
_ABSOLUTE: Final = re.compile(r"<[a-z]++://[^<>\"{}|^`\\\x00-\x20]*+>")
_IRI: Final = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*+>")
_SEPARATORS: Final = (",", "&&", "||", ";", "AS", "DISTINCT")
_LOGICAL: Final = ("&&", "||")
_RELATIONS: Final = (*COMPARE, "=", "!=", "IN")
# built-in functions whose value is neither a boolean nor a literal whose truth value the engine may not know
_PLAIN: Final = frozenset(
    {"STR", "LANG", "DATATYPE", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL", "FLOOR", "ROUND", "CONCAT", "STRLEN"}
    | {"UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ"}
    | {"NOW", "UUID", "STRUUID", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COUNT", "SUM", "AVG", "GROUP_CONCAT"}
)
# functions whose value is always a boolean that the engine knows
_BOOLEAN: Final = frozenset(
    {"BOUND", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "REGEX", "CONTAINS", "STRSTARTS"}
    | {"STRENDS", "LANGMATCHES", "EXISTS", "NOT"}
)


def mended_query(text: str) -> str:
    r"""Rewrite the query for the engine.

    >>> mended_query("SELECT (true > false AS ?x) {}")
    'SELECT (COALESCE(true > false, <urn:x-sdggraph:more>(true, false)) AS ?x) {}'
    >>> mended_query(r"ASK { FILTER REGEX('a', '\\w') }")
    "ASK { FILTER <urn:x-sdggraph:regex>('a', '\\\\w') }"
    >>> mended_query("ASK { ?s ?p 'a' FILTER REGEX(?s, 'karst', 'i') }")
    "ASK { ?s ?p 'a' FILTER REGEX(?s, 'karst', 'i') }"
    """
    return _remembered(text) if len(text) <= _SHORT else _mended(with_subselect(text), reads_query)


@lru_cache(maxsize=512)  # validation asks hundreds of queries again each time, and applications do the same
def _remembered(text: str) -> str:
    return _mended(with_subselect(text), reads_query)


def mended_update(text: str) -> str:
    """Rewrite the update for the engine.

    >>> mended_update("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o < true) }")
    'DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(COALESCE(?o < true, <urn:x-sdggraph:less>(?o, true))) }'
    """
    return _mended(text, reads_update)


def _is_suspect(text: str) -> bool:
    small = _ABSOLUTE.sub("<>", text.lower())
    for word in _SUSPECT_WORDS:
        if word in small:
            break
    else:
        rest = _IRI.sub("", small) if "<" in small else small
        if "<" not in rest and ">" not in rest:
            return False
    return _SUSPECT.search(small) is not None


def _mended(text: str, reads: _Reads) -> str:
    if len(text) > _LONGEST or not _is_suspect(text):
        return text
    found = tokens(text, reads)
    if found is None:
        return text
    changed = _Mender(found).text()
    if changed == text or not reads(changed):
        return text
    return changed


class _Mender:
    """Rewrites a token sequence with our functions in it."""

    def __init__(self, found: Tokens) -> None:
        self.found = found
        self.respelled: dict[int, str] = {}  # patterns that the engine is given in another spelling

    def text(self) -> str:
        """Return the whole rewritten text."""
        found = self.found
        if not found.found:
            return found.text
        return found.text[: found[0].start] + self._written(0, len(found)) + found.text[found[-1].end :]

    def _written(self, start: int, end: int) -> str:
        """Rewrite the tokens from start to end: those in brackets, and those after `!` and FILTER."""
        pieces: list[str] = []
        place = start
        while place < end:
            if place > start:
                pieces.append(self._gap(place))
            stop = self._unit(place, end)
            pieces.append(self._one(place, stop))
            place = stop
        return "".join(pieces)

    def _gap(self, place: int) -> str:
        return self.found.text[self.found[place - 1].end : self.found[place].start]

    def _unit(self, place: int, end: int) -> int:
        """Return the end of the unit at a place: a token, a bracket, a function call, or SERVICE with its pattern."""
        found = self.found
        while found[place].says("!") and place + 1 < end:
            place += 1
        after = found[place + 1] if place + 1 < end else None
        if found[place].says("SERVICE"):
            opened = next((each for each in range(place, min(place + 4, end)) if found[each].says("{")), place)
            return found.partner.get(opened, place) + 1
        if after and after.says("(") and found[place].kind in ("word", "name", "iri"):
            return found.partner[place + 1] + 1
        if after and found[place].kind == "string" and (after.says("^^") or after.kind == "language"):
            return place + (3 if after.says("^^") else 2)
        return max(place, found.partner.get(place, place)) + 1

    def _one(self, start: int, end: int) -> str:
        """Rewrite one unit as found by `_unit`."""
        found = self.found
        if found[start].says("!"):
            operand = next((place for place in range(start, end) if not found[place].says("!")), None)
            if operand is None:
                return found.cut(start, end)
            written = self._judged(operand, end, self._one(operand, end))
            return f"{found.cut(start, operand)}{self._gap(operand)}{written}"
        if start in self.respelled and end - start == 1:
            return self.respelled[start]
        opened = found.partner.get(end - 1)
        if opened is None or found[start].says("SERVICE"):
            return found.cut(start, end)
        if not found[opened].says("("):
            inside = f"{self._gap(start + 1)}{self._written(start + 1, end - 1)}" if end - start > 2 else ""
            return f"{found[start].spelled}{inside}{self._gap(end - 1)}{found[end - 1].spelled}"
        if opened == start:
            return self._bracket(start, end, condition=start > 0 and found[start - 1].says("FILTER", "HAVING"))
        name = found[start].spelled
        if found[start].kind == "word":
            name = self._name(name.upper(), opened, end) or name
        condition = found[start].says("FILTER", "HAVING", "IF")
        return f"{name}{self._gap(opened)}{self._bracket(opened, end, condition=condition)}"

    # --- what stands in round brackets -------------------------------------------------------------

    def _bracket(self, start: int, end: int, *, condition: bool) -> str:
        """Rewrite a round bracket with its content; with `condition`, its first part is a condition."""
        found = self.found
        pieces = [found[start].spelled]
        place = start + 1
        for separator in [*self._separators(start + 1, end - 1), end - 1]:
            if place < separator:
                pieces.append(self._gap(place))
                around = {found[place - 1].spelled, found[separator].spelled}
                judged = bool(around & {*_LOGICAL}) or (condition and place == start + 1)
                pieces.append(self._part(place, separator, judged=judged))
            pieces += [self._gap(separator), found[separator].spelled]
            place = separator + 1
        return "".join(pieces)

    def _separators(self, start: int, end: int) -> list[int]:
        return [place for place in self.found.top(start, end) if self.found[place].says(*_SEPARATORS)]

    def _part(self, start: int, end: int, *, judged: bool) -> str:
        """Rewrite a part between separators: a comparison, or an operand that is tested for its truth value."""
        found = self.found
        relations = [place for place in found.top(start, end) if found[place].says(*_RELATIONS)]
        if not relations or not start < relations[0] < end - 1:
            written = self._written(start, end)
            return self._judged(start, end, written) if judged and not relations else written
        place = relations[0]
        sign = found[place].spelled
        left, right = self._written(start, place), self._written(place + 1, end)
        written = f"{left}{self._gap(place)}{sign}{self._gap(place + 1)}{right}"
        if len(relations) > 1 or sign not in COMPARE or self._is_plain(start, place) or self._is_plain(place + 1, end):
            return written
        return self._first_asked(written, written, f"<{COMPARE[sign]}>({left}, {right})")

    def _judged(self, start: int, end: int, written: str) -> str:
        """Rewrite an operand whose truth value the engine may not know."""
        if self.found[start].says("!") or self._unit(start, end) != end or self._is_safe(start, end):
            return written
        return self._first_asked(written, f"IF({written}, true, false)", f"<{TRUTH}>({written})")

    @staticmethod
    def _first_asked(written: str, first: str, then: str) -> str:
        return f"COALESCE({first}, {then})" if len(written) <= _WIDEST else written

    def _is_safe(self, start: int, end: int) -> bool:
        """Whether the engine knows the truth value of this operand, or it is rewritten inside."""
        found = self.found
        if end - start == 1:
            return found[start].kind != "variable"
        if found[start].says("("):
            if self._separators(start + 1, end - 1) or self._unit(start + 1, end - 1) != end - 1:
                return True
            return found[start + 1].says("!") or self._is_safe(start + 1, end - 1)
        return found[start].says(*_PLAIN, *_BOOLEAN)

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether this operand of a comparison cannot be a boolean."""
        found = self.found
        if any(found[place].says("+", "-", "*", "/") for place in found.top(start, end)):
            return True
        first = found[start]
        if end - start == 1:
            return first.kind in ("number", "string", "iri")
        if first.kind == "string":
            return not found[end - 1].spelled.endswith(("boolean", "boolean>"))
        if self._unit(start, end) != end:
            return first.kind == "number"
        return first.says(*_PLAIN)

    # --- patterns ----------------------------------------------------------------------------------

    def _name(self, word: str, opened: int, end: int) -> str | None:
        """Return our function for a call of REGEX or REPLACE; None where the engine is right."""
        least = {"REGEX": 2, "REPLACE": 3}.get(word)
        if least is None:
            return None
        commas = [place for place in self._separators(opened + 1, end - 1) if self.found[place].says(",")]
        starts = [opened + 1, *(place + 1 for place in commas)]
        arguments = [self.found.cut(*each) for each in zip(starts, [*commas, end - 1], strict=True)]
        if not least <= len(arguments) <= least + 1:
            return None
        pattern = self._agreed(arguments, least)
        if pattern is None:
            return f"<{REGEX if word == 'REGEX' else REPLACE}>"
        if pattern != _constant(arguments[1]):
            self.respelled[starts[1]] = _spelled(pattern)
        return None

    @staticmethod
    def _agreed(arguments: list[str], least: int) -> str | None:
        """The pattern that the engine is to be given, where it reads it, and the replacement, as XPath does."""
        constants = [_constant(each) for each in arguments[1:]]
        if any(each is None for each in constants):
            return None
        pattern, *others = (each or "" for each in constants)
        flags = others[least - 2] if len(others) > least - 2 else ""
        try:
            found = compiled(pattern, flags)
        except PatternError:
            return None
        same = found.portable and (least == 2 or not (found.pattern.search("") or set(others[0]) & set("$\\")))
        return found.for_engine if same else None


def _constant(spelled: str) -> str | None:
    r"""Return the value of a simple string token, with double backslashes read as one; None for any other token."""
    if len(spelled) < 2 or spelled[0] not in "\"'" or spelled[-1] != spelled[0] or spelled[:3] == spelled[0] * 3:
        return None
    inside = spelled[1:-1]
    if spelled[0] in inside or "\\" in inside.replace("\\\\", ""):
        return None
    return inside.replace("\\\\", "\\")


def _spelled(value: str) -> str:
    r"""The string as SPARQL writes it.

    >>> print(_spelled(r'a"\.'))
    "a\"\\."
    """
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
