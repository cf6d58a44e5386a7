"""Expressions of SPARQL, the same at each run, to be given to two engines; no expression has a syntax error."""

from __future__ import annotations

import random
from typing import Final

NUMBERS: Final = (
    *("0", "1", "-1", "7", "2.5", "-2.5", "0.1", "1.0", "3.999", "1e0", "1e5", "2365e0", "-2.9e0", "0.5e0", "1.5e3"),
    *("xsd:float('1e5')", "xsd:float('0.5')", "xsd:float('-7.75')", "'INF'^^xsd:double", "'NaN'^^xsd:double"),
    *("123456789e0", "1e15", "9007199254740991e0", "'5'^^xsd:int", "'300'^^xsd:long"),
)
BOOLEANS: Final = ("true", "false", "'1'^^xsd:boolean", "'0'^^xsd:boolean", "(1 = 1)", "BOUND(?nothing)")
ILL_TYPED: Final = ("'abc'^^xsd:integer", "'abc'^^xsd:boolean", "'x'^^xsd:double", "'1.5'^^xsd:int", "''^^xsd:decimal")
STRINGS: Final = ("''", "'abc'", "'a b'", "'12'", "' 12 '", "'1.5'", "'true'", "'x'@en", "''@en", "'éa'", "'a\\nb'")
OTHERS: Final = ("<urn:a>", "'2020-01-01T00:00:00Z'^^xsd:dateTime", "?nothing")
TEXTS: Final = ("'abc'", "'aa'", "'a1_b-2'", "'x+y=$5'", "'  tab\\tend'", "'Straße É'", "'line\\nnext'", "''", "'b'@en")
PATTERNS: Final = (
    *("a", "^a", "c$", "(a)(b)?", "^(a)\\\\1$", "[a-c]+", "[^a-c]", "\\\\d", "\\\\s", "\\\\S+", "\\\\D"),
    *("a|b", "a{1,2}", "(?:a)b", "\\\\.", "\\\\$5", "x\\\\+y", ".", "A", "\\\\p{Lu}", "\\\\P{L}"),
    *("b*?c", "e.d", "^next", "l.*t"),
)
# Jena's REPLACE gives up the whole query at a pattern or a group that Java does not know
REPLACED: Final = (
    "a",
    "^a",
    "(a)|c",
    "([a-c])([a-c])?",
    "\\\\d",
    "\\\\s",
    "a|b",
    "b",
    "\\\\$5",
    "x\\\\+y",
    "l.*t",
    "\\\\p{Lu}",
)
REPLACEMENTS: Final = ("", "z", "$0$0", "\\\\$", "\\\\\\\\", "<$0>", "$01")
WITH_GROUPS: Final = ("$1x", "<$1>", "$12", "$1$1\\\\$1")
CASTS: Final = ("integer", "decimal", "double", "float", "boolean", "string")


def expressions(number: int, seed: int = 6) -> list[str]:
    """So many different expressions: casts, comparisons, conditions, patterns, arithmetic."""
    dice = random.Random(seed)
    kinds = (_cast, _comparison, _condition, _matching, _replacing, _arithmetic)
    found: dict[str, None] = {}
    while len(found) < number:
        found[kinds[len(found) % len(kinds)](dice)] = None
    return list(found)


def _cast(dice: random.Random) -> str:
    return f"xsd:{dice.choice(CASTS)}({dice.choice(NUMBERS + BOOLEANS + STRINGS + OTHERS)})"


def _comparison(dice: random.Random) -> str:
    terms = dice.choice((BOOLEANS, BOOLEANS, NUMBERS, STRINGS, NUMBERS + BOOLEANS + STRINGS))
    return f"({dice.choice(terms)} {dice.choice(('<', '>', '<=', '>='))} {dice.choice(terms)})"


def _condition(dice: random.Random) -> str:
    terms = ILL_TYPED + BOOLEANS + STRINGS + ("0", "5", "'NaN'^^xsd:double") + OTHERS
    one, other = dice.choice(terms), dice.choice(terms)
    return dice.choice((f"IF({one}, 1, 2)", f"(!{one})", f"({one} || {other})", f"({one} && {other})"))


def _matching(dice: random.Random) -> str:
    flags = dice.choice(("''", "'i'", "'s'", "'m'", "'is'"))
    return f"REGEX({dice.choice(TEXTS)}, '{dice.choice(PATTERNS)}', {flags})"


def _replacing(dice: random.Random) -> str:
    pattern = dice.choice(REPLACED)
    replacement = dice.choice(REPLACEMENTS + WITH_GROUPS * pattern.startswith("("))
    return f"REPLACE({dice.choice(TEXTS)}, '{pattern}', '{replacement}')"


def _arithmetic(dice: random.Random) -> str:
    function = dice.choice(("ABS", "CEIL", "FLOOR", "ROUND", ""))
    return f"{function}({dice.choice(NUMBERS)} {dice.choice('+-*/')} {dice.choice(NUMBERS)})"
