"""Binding of parameters: a query's variables are replaced by values.

Oxigraph's own `substitutions` reach only variables that the query selects: not ASK { ... FILTER(?x) }, not the inside
of a sub-select or of COUNT. So the variable is replaced in the text by a term that the engine has written and escaped.
The engine's parser decides where it is really a variable, and not part of a string, a comment or an IRI (see `guard`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Final

import pyoxigraph as ox

from sdggraph.errors import BadParameter
from sdggraph.sparql import guard
from sdggraph.sparql.interface import Iri, Term

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_HEADS: Final = 8  # 256 ways to write them
_MORE_OF_A_NAME: Final = r"[\w\u00B7\u0300-\u036F\u203F\u2040]"


def bind(text: str, parameters: Mapping[str, Term]) -> str:
    """Replace each parameter's variable by its value, everywhere in the query.

    A bound variable is no longer a column of SELECT *; one that is selected by name stays a column. A text that is not
    a query is returned as it is, and the engine reports its errors. Raises BadParameter for a malformed value, for a
    variable that the query does not have, and for a place where only a variable may stand (BOUND(?x), AS ?x, VALUES
    ?x).

    >>> from sdggraph.sparql.interface import Text
    >>> bind("SELECT ?n { ?s sg:code ?code ; sg:name ?n }", {"code": Text("HIST")})
    'SELECT ?n { ?s sg:code  "HIST"  ; sg:name ?n }'
    """
    if not parameters or not guard.reads_query(text):
        return text
    for name, term in parameters.items():
        text = _bind_one(text, name, sparql_term(term))
    return text


def sparql_term(term: Term) -> str:
    """Write the term in SPARQL, escaped by the engine.

    >>> from sdggraph.sparql.interface import Text
    >>> print(sparql_term(Text('a "b"', language="en")))
    "a \\"b\\""@en
    """
    try:
        if isinstance(term, Iri):
            return str(ox.NamedNode(term.value))
        if term.language is not None:
            return str(ox.Literal(term.value, language=term.language))
        return str(ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None))
    except ValueError as error:
        raise BadParameter(f"{term.value!r} is not a well-formed value: {error}.") from error


def _bind_one(text: str, name: str, value: str) -> str:
    places = _variables(text, name)
    if not places:
        raise BadParameter(f"The query has no variable ?{name}.", "Leave the parameter out or correct its name.")
    heads: list[tuple[int, int]] = []
    for span in reversed(places):  # from the end, so that earlier positions stay valid
        with_value = _put(text, [span], [value])
        if guard.reads_query(with_value):
            text, heads = with_value, [_moved(head, span, value) for head in heads]
        else:
            heads.insert(0, span)
    return _bind_heads(text, heads, name, value)


def _bind_heads(text: str, heads: list[tuple[int, int]], name: str, value: str) -> str:
    """Replace the variable in SELECT, GROUP BY and ORDER BY, where a value needs brackets, and in SELECT a name."""
    # tried together: SELECT ?x and GROUP BY ?x are only valid with each other
    choices = product((f"({value} AS ?{name})", f"({value})"), repeat=len(heads)) if len(heads) <= _MOST_HEADS else ()
    for spellings in choices:
        candidate = _put(text, heads, list(spellings))
        if guard.reads_query(candidate):
            return candidate
    raise BadParameter(
        f"No value can stand for ?{name} at {guard.place(text, heads[0][0])}.",
        "The query itself gives it its value, or asks for a variable (BOUND) or for another kind of value there.",
    )


def _put(text: str, spans: list[tuple[int, int]], spellings: list[str]) -> str:
    # the spaces keep < and < from becoming <<
    for (start, end), spelling in reversed(list(zip(spans, spellings, strict=True))):
        text = f"{text[:start]} {spelling} {text[end:]}"
    return text


def _moved(span: tuple[int, int], replaced: tuple[int, int], value: str) -> tuple[int, int]:
    """Shift a later position by the growth of the text, now that a value and two spaces have replaced a variable."""
    longer = len(value) + 2 - (replaced[1] - replaced[0])
    return span[0] + longer, span[1] + longer


def _variables(text: str, name: str) -> list[tuple[int, int]]:
    """Return the spans of the variable in the query; a string or an IRI that contains the same text does not count."""
    if not _NAME.fullmatch(name):
        raise BadParameter(f"{name!r} is not the name of a parameter.", "Use letters, digits and _.")
    spelled = re.finditer(rf"[?$]{name}(?!{_MORE_OF_A_NAME})", text)
    return [found.span() for found in spelled if _is_variable(text, found.start())]


def _is_variable(text: str, start: int) -> bool:
    # %41 may stand in a string, a comment, an IRI and a local name, but no variable begins with it
    return not guard.reads_query(f"{text[: start + 1]}%41{text[start + 1 :]}")
