"""Locate the error in a query or update and name what could stand there, in terms of SPARQL.

The engine tells how far its parser came, which may be some letters beyond the mistake, and a part of what its rules
would have taken there. So the text is read here token by token: the first after which the engine finds no way on is
the wrong one. What could stand instead is found out by putting it there. Nothing is evaluated: each text that is
tried ends in a sign that no query holds.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.sparql.tokens import Token, lenient_tokens

_LONGEST: Final = 100_000  # characters that are looked through; of a longer text only the place is told
_SLOWEST: Final = 4_000  # characters before the mistake, up to which it is found out what could stand there
_GAP: Final = " " * 64  # longer than the longest keyword, which the engine's parser may look ahead
_END: Final = "\x00"
_PLACE: Final = re.compile(r"error at (\d+):(\d+):")
_NEAR: Final = 70
_OPERATIONS: Final = 20  # operations with declarations of their own, up to which the mistake is looked for
# what is meant as an IRI: a scheme, and an end on the same line
_SPACED: Final = re.compile(r"<[a-z][a-z0-9+.-]*:[^<>\n]*>|<\w+(?: \w+)+>", re.IGNORECASE)
_FORMS: Final = {
    False: "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, or with PREFIX or BASE",
    True: "an update begins with INSERT, DELETE, CLEAR, DROP, CREATE, COPY, MOVE, ADD or WITH, or with PREFIX or BASE",
}
BEGINNINGS: Final = {
    False: frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"}),
    True: frozenset(
        {"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH", "LOAD", "PREFIX", "BASE"}
    ),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSES: Final = _words(
    """
    WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES SERVICE EXISTS GROUP HAVING ORDER BY LIMIT OFFSET
    DISTINCT REDUCED AS UNDEF ASC DESC USING INTO TO DATA DEFAULT ALL SILENT IN
    """
)
FUNCTIONS: Final = _words(
    """
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
    ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW
    UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL
    ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE
    LANGDIR HASLANG HASLANGDIR STRLANGDIR
    """
)
_OTHERS: Final = _words("TRUE FALSE A NOT NIL SEPARATOR VERSION LATERAL ADJUST")
_KNOWN: Final = BEGINNINGS[False] | BEGINNINGS[True] | CLAUSES | FUNCTIONS | _OTHERS
# what the engine's rules say beyond the grammar, and what that means
_RULES: Final = {
    "overrides an existing variable": "SELECT gives a value to a variable that has one already",
    "contains a variable that is unbound": "SELECT names a variable that is not in GROUP BY",
    "expression with a variable that is unbound": "SELECT computes with a variable that is not in GROUP BY",
    "Duplicated variable name": "SELECT names a variable twice",
    "not authorized with GROUP BY": "SELECT * cannot stand with GROUP BY",
    "BIND is overriding": "BIND gives a value to a variable that has one already",
    "Repeated variables": "VALUES names a variable twice",
    "exactly the same number of values": "VALUES has a row with more or fewer values than variables",
    "not allowed in INSERT DATA": "INSERT DATA holds a variable, and data have none",
    "not allowed in DELETE DATA": "DELETE DATA holds a variable or a blank node, and can hold neither",
    "Blank nodes are not allowed": "DELETE holds a blank node, and can hold none",
    "Already used blank node": "a blank node is named in two groups, and belongs to one",
    "cannot be shared": "a blank node is named in two operations, and belongs to one",
    "language tag": "this language tag is malformed",
}
# what may be tried in the place of a wrong token, and its name
_SAMPLES: Final = {
    "?x": "a variable",
    "<urn:x>": "an IRI",
    '"x"': "a string",
    "1": "a number",
    **{sign: f"`{sign}`" for sign in ("{", "}", "(", ")", ".", ";", ",", "=", "*")},
    "AS": "AS",
    "a": "`a`",
    "WHERE": "WHERE",
    "BY": "BY",
    "TO": "TO",
    "DATA {": "DATA",
    "GRAPH": "GRAPH",
    "FILTER": "FILTER",
    "LIMIT": "LIMIT",
    "ALL": "ALL",
    "DEFAULT": "DEFAULT",
    "SELECT": "SELECT",
}
_SHOWN: Final = 6
_TRIED: Final = 10  # variables


class Diagnosis(NamedTuple):
    """The problem and its character position, counted from 0."""

    position: int
    problem: str


def diagnosis(text: str, complaint: str, *, is_update: bool) -> Diagnosis | None:
    """Return the place of the error in a text that the engine cannot parse; None if it cannot be found. `complaint` is
    the engine's message.

    >>> diagnosis("SELECT * { ?s ?p }", "", is_update=False)
    Diagnosis(position=17, problem='`}` cannot stand here; expected a variable, an IRI, a string, a number or `(`')
    >>> diagnosis("SELCT * {}", "", is_update=False).problem
    "'SELCT' is no word of SPARQL; do you mean SELECT?"
    """
    told: Diagnosis | None = None
    for _ in range(_OPERATIONS if len(text) <= _LONGEST else 0):
        found, end = lenient_tokens(text)
        broken = None if end is None else _no_token(text, end)
        told = (
            _spaced_iri(text, found)
            or _beginning(found, is_update=is_update)
            or _undeclared(found)
            or _misspelt(found)
            or _rule(text, complaint)
            or _wrong_token(text, found, broken, is_update=is_update)
        )
        later = _from_declarations(text, found, told.position) if is_update and told else None
        if later is None:
            break
        text, complaint = later, _complaint(later, is_update=True)
        if told and any(_leads_on(f"{text}{joint} CLEAR", is_update=True) for joint in (" ;", "")):
            return told._replace(problem="the declarations here cannot be moved to the beginning; write IRIs in full")
    return told


def _from_declarations(text: str, found: list[Token], position: int) -> str | None:
    """Return the text with blanks for the operations before a position, if it is that of declarations that the engine
    does not take. `prologues` moves such declarations if the rest is right, so the mistake is behind them.
    """
    place = next((place for place, token in enumerate(found) if token.start == position), 0)
    if not (place and found[place].says("PREFIX", "BASE") and found[place - 1].says(";")):
        return None
    first = next(_beyond_prologue(found)).start
    return text[:first] + re.sub(r"[^\r\n]", " ", text[first:position]) + text[position:]


def _no_token(text: str, position: int) -> Diagnosis:
    """Describe a character that begins no token of SPARQL."""
    sign = text[position]
    if sign in "\"'":
        return Diagnosis(position, "the string that begins here has no end, or a wrong escape")
    shown = f"`{sign}`" if sign.isprintable() else f"the character U+{ord(sign):04X}"
    return Diagnosis(position, f"{shown} cannot stand here")


def _spaced_iri(text: str, found: list[Token]) -> Diagnosis | None:
    """Describe an IRI that contains a space."""
    for token in found:
        if token.spelled == "<" and _SPACED.match(text, token.start):
            return Diagnosis(token.start, 'an IRI cannot hold a blank or one of the signs " { } | ^ ` \\')
    return None


def _beginning(found: list[Token], *, is_update: bool) -> Diagnosis | None:
    """Describe an empty text, or an update where a query is expected."""
    first = next((token for token in _beyond_prologue(found)), None)
    if first is None:
        return Diagnosis(found[-1].end if found else 0, f"the text ends here; {_FORMS[is_update]}")
    word = first.spelled.upper()
    if first.kind == "word" and word in BEGINNINGS[not is_update] and word not in BEGINNINGS[is_update]:
        kinds = ("an update", "a query")
        return Diagnosis(first.start, f"{word} begins {kinds[is_update]}, and {_FORMS[is_update]}")
    if first.kind != "word":
        return Diagnosis(first.start, f"`{first.spelled[:40]}` cannot stand here; {_FORMS[is_update]}")
    return None


def _beyond_prologue(found: list[Token]) -> Iterator[Token]:
    place = 0
    while place < len(found):
        if found[place].says("PREFIX") and len(found) > place + 2 and found[place + 1].kind == "name":
            place += 3
        elif found[place].says("BASE") and len(found) > place + 1:
            place += 2
        else:
            yield from found[place:]
            return


def _undeclared(found: list[Token]) -> Diagnosis | None:
    """Describe a name whose prefix has not been declared."""
    known = set(vocab.PREFIXES)
    for place, token in enumerate(found):
        if token.kind != "name":
            continue
        prefix = token.spelled.partition(":")[0]
        if place and found[place - 1].says("PREFIX"):
            known.add(prefix)
        elif prefix not in known and prefix != "_":
            near = _nearest(prefix, known)
            meant = f"do you mean {near}:, or write" if near else "write"
            return Diagnosis(token.start, f"the prefix {prefix}: is not declared; {meant} PREFIX {prefix}: <…> first")
    return None


def _misspelt(found: list[Token]) -> Diagnosis | None:
    """Describe a word that SPARQL does not know."""
    for place, token in enumerate(found):
        word = token.spelled.upper()
        if token.kind != "word" or word in _KNOWN:
            continue
        if place and found[place - 1].says("PREFIX"):
            return Diagnosis(token.end, f"a prefix ends in a colon; write {token.spelled}:")
        is_call = place > 0 and place + 1 < len(found) and found[place + 1].says("(")
        near = _nearest(word, (FUNCTIONS | CLAUSES) if is_call else _KNOWN - {"A"})
        kind = "function" if is_call and near not in CLAUSES else "word"
        meant = f"; do you mean {near}?" if near else ""
        return Diagnosis(token.start, f"{token.spelled[:40]!r} is no {kind} of SPARQL{meant}")
    return None


def _nearest(word: str, names: Iterable[str]) -> str | None:
    # not rapidfuzz: it would be loaded in a worker, which may open no file
    found = difflib.get_close_matches(word, sorted(names), n=1, cutoff=_NEAR / 100)
    return found[0] if found else None


def _wrong_token(text: str, found: list[Token], broken: Diagnosis | None, *, is_update: bool) -> Diagnosis | None:
    """Return the first token after which no valid text can follow, or the end of the text."""

    def leads_nowhere(place: int) -> bool:
        return not _leads_on(text[: found[place].end], is_update=is_update)

    place = bisect(range(len(found)), False, key=leads_nowhere)
    if place == len(found):
        if broken is not None:
            return broken
        start, what = len(text.rstrip()), "the text ends too early"
    else:
        start, what = found[place].start, f"`{found[place].spelled[:40]}` cannot stand here"
        taken = _taken_variable(text, found[: place + 1], is_update=is_update)
        if taken is not None:
            return taken
        special = _special(found[place]) or _broken_rule(_complaint(text[: found[place].end], is_update=is_update))
        if special:
            return Diagnosis(start, special)
    if start > _SLOWEST:
        return Diagnosis(start, what)
    before = text[: found[place - 1].end] if place else ""
    wrong = " ".join(token.spelled for token in found[place : place + 1])
    missing = [f"`{sign}`" for sign in ".;" if wrong and _leads_on(f"{before} {sign} {wrong}", is_update=is_update)]
    if missing:
        return Diagnosis(start, f"{what}; is a {' or '.join(missing)} missing before it?")
    names = [name for sample, name in _SAMPLES.items() if _leads_on(f"{before} {sample}", is_update=is_update)]
    return Diagnosis(start, f"{what}; expected {_listed(names)}" if names else what)


def _taken_variable(text: str, found: list[Token], *, is_update: bool) -> Diagnosis | None:
    """Describe a variable after AS that has a value already. The engine does not name this error; it only stops
    there."""
    places = [place for place in range(1, len(found)) if found[place - 1].says("AS")]
    for token in (found[place] for place in reversed(places[-_TRIED:]) if found[place].kind == "variable"):
        renamed = f"{text[: token.start]}?{'v' * len(text)}{text[token.end : found[-1].end]}"
        if len(text) <= _SLOWEST and _leads_on(renamed, is_update=is_update):
            return Diagnosis(token.start, f"`{token.spelled}` has a value already, and AS gives it another")
    return None


def _special(token: Token) -> str | None:
    """Describe the problem with a token that is valid elsewhere."""
    if token.kind == "string":
        return "this string cannot stand here, or has a wrong escape"
    if token.kind == "iri":
        return f"`{token.spelled[:40]}` is no IRI, or a relative one without a BASE before it"
    if token.spelled.startswith("_:"):
        return "a blank node cannot stand here, or belongs to another group"
    return None


def _leads_on(text: str, *, is_update: bool) -> bool:
    """Whether more text may follow: the engine stumbles over the end and not before it."""
    tried = f"{text}{_GAP}"
    place = _PLACE.search(_complaint(tried, is_update=is_update))
    if place is None:
        return False
    rest = tried.split("\n")[int(place[1]) - 1 :]
    return sum(map(len, rest)) + len(rest) - 1 <= int(place[2]) - 1


def _complaint(text: str, *, is_update: bool) -> str:
    """Return the error of the engine for a text with an invalid sign at its end, so that nothing is evaluated."""
    store = ox.Store()
    try:
        (store.update if is_update else store.query)(f"{text}{_END}", prefixes=vocab.PREFIXES)
    except SyntaxError as error:
        return str(error)
    return ""


def _rule(text: str, complaint: str) -> Diagnosis | None:
    """Return the rule that is broken, if the engine names one that is not part of the grammar."""
    problem = _broken_rule(complaint)
    return Diagnosis(len(text.rstrip()), problem) if problem else None


def _broken_rule(complaint: str) -> str | None:
    return next((problem for hint, problem in _RULES.items() if hint in complaint), None)


def _listed(names: list[str]) -> str:
    shown = names[:_SHOWN]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
