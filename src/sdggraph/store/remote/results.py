"""Results of endpoints, converted to the form of the embedded engine.

Virtuoso calls a literal with a datatype a typed-literal, answers ASK with a row, writes true as 1, and adds xsd:string
where there is no datatype. A number has many spellings. Here everything gets one spelling, so that all engines answer a
query with the same text. Truncated answers are detected.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import CannotRead, LimitExceeded, RowsTruncated
from sdggraph.numbers import counted
from sdggraph.sparql.formats import JSON, NTRIPLES, Format
from sdggraph.store.remote.errors import shortened

XSD: Final = vocab.PREFIXES["xsd"]
# Virtuoso stores a shape with 32-bit numbers, and loses its original datatype
_GEOMETRY: Final = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WKT: Final = f"{vocab.PREFIXES['geo']}wktLiteral"
_HERE: Final = ox.NamedNode("urn:x")
_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def rows(content: bytes) -> ox.QuerySolutions:
    """Parse the solutions of a SELECT from an endpoint's JSON. Raises CannotRead.

    >>> body = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"typed-literal","value":"007","datatype":'
    >>> body += b'"http://www.w3.org/2001/XMLSchema#integer"}}]}}'
    >>> [str(row["n"]) for row in rows(body)]
    ['"7"^^<http://www.w3.org/2001/XMLSchema#integer>']
    """
    held = _held(content)
    try:
        plain = {
            "head": {"vars": held["head"].get("vars", [])},
            "results": {
                "bindings": [{name: _term(term) for name, term in row.items()} for row in held["results"]["bindings"]]
            },
        }
        text = json.dumps(plain)
        found = _parsed(text)
        for _ in found:  # the engine parses each row when it is read, so a malformed term would be an error much later
            pass
    except (KeyError, TypeError, AttributeError, ValueError, SyntaxError) as error:
        raise _unreadable(f"no SPARQL result in JSON ({shortened(str(error))})", content) from error
    return _parsed(text)


def _parsed(text: str) -> ox.QuerySolutions:
    found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("it holds no rows")
    return found


def boolean(content: bytes) -> ox.QueryBoolean:
    """Parse the answer to an ASK from an endpoint's JSON. Raises CannotRead.

    >>> bool(boolean(b'{"head":{},"boolean":true}'))
    True
    >>> bool(boolean(b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[]}}'))  # Virtuoso's no
    False
    """
    held = _held(content)
    try:
        said = held["boolean"] if "boolean" in held else _row_says_yes(held["results"]["bindings"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable("no yes and no no", content) from error
    if not isinstance(said, bool):
        raise _unreadable("no yes and no no", content)
    found = ox.parse_query_results(json.dumps({"head": {}, "boolean": said}), format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QueryBoolean):
        raise TypeError("a boolean was read as something else")
    return found


def graph(content: bytes) -> ox.Store:
    """Parse the triples of a CONSTRUCT or DESCRIBE from an endpoint's N-Triples, each once. Raises CannotRead."""
    store = ox.Store()
    try:
        store.extend(
            ox.Quad(quad.subject, quad.predicate, _same(quad.object))
            for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES)
        )
    except (SyntaxError, ValueError) as error:
        raise _unreadable(f"no N-Triples ({shortened(str(error))})", content) from error
    return store


def triples(store: ox.Store) -> ox.QueryTriples:
    """Return everything that `graph` found, as a result of the engine."""
    found = store.query(_EVERYTHING)
    if not isinstance(found, ox.QueryTriples):
        raise TypeError("a graph was read as something else")
    return found


def _held(content: bytes) -> dict[str, Any]:  # Any: it is JSON from another server
    try:
        held = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _unreadable("no whole JSON: it broke off, or it is something else", content) from error
    if not isinstance(held, dict):
        raise _unreadable("no SPARQL result", content)
    return held


def _unreadable(what: str, content: bytes) -> CannotRead:
    start = shortened(content[:80].decode(errors="replace"))
    return CannotRead(
        f"The endpoint's answer is {what}. It begins: {start!r}.",
        "No part of it is used. Is this a SPARQL 1.1 endpoint, and has it limits of its own?",
    )


def _row_count(content: bytes) -> int:
    """Count the rows of an answer in JSON; 0 for the boolean of an ASK."""
    return 0 if "boolean" in _held(content) else sum(1 for _ in rows(content))


def _row_says_yes(bindings: list[dict[str, dict[str, str]]]) -> bool:
    return any(term["value"] not in ("0", "false") for row in bindings for term in row.values())


def _term(term: dict[str, Any]) -> dict[str, Any]:
    kind, value = term["type"], term["value"]
    if kind == "bnode":
        return {"type": "bnode", "value": "b" + re.sub(r"[^A-Za-z0-9]", "", value)}
    if kind not in ("literal", "typed-literal"):
        return term
    datatype = term.get("datatype")
    if "xml:lang" in term:
        return {"type": "literal", "value": value, "xml:lang": term["xml:lang"]}
    if datatype is None or datatype == vocab.XSD_STRING:
        return {"type": "literal", "value": value}
    value, datatype = _spelled(value, datatype)
    return {"type": "literal", "value": value, "datatype": datatype}


def _same(term: Any) -> Any:  # Any: the engine's terms have no common type
    """Normalise the spelling of a term."""
    if not isinstance(term, ox.Literal) or term.language is not None or term.datatype.value == vocab.XSD_STRING:
        return term
    value, datatype = _spelled(term.value, term.datatype.value)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def _as_written(number: str) -> str:
    """Return the number as it was written before it was stored in 32 bits; exact up to seven digits.

    >>> _as_written("30.979999542236"), _as_written("-0.1870000064373"), _as_written("103")
    ('30.98', '-0.187', '103')
    """
    value = float(number)
    for digits in range(1, 10):
        shorter = f"{value:.{digits}g}"
        if "e" not in shorter and struct.pack("f", float(shorter)) == struct.pack("f", value):
            return shorter
    return number


@lru_cache(1 << 16)
def _spelled(value: str, datatype: str) -> tuple[str, str]:
    """Return a value and its datatype as the embedded engine spells them after storing them."""
    if datatype == _GEOMETRY:
        return _NUMBER.sub(lambda found: _as_written(found[0]), value), _WKT
    if not datatype.startswith(XSD):
        return value, datatype
    store = ox.Store()
    store.add(ox.Quad(_HERE, _HERE, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    [quad] = store
    return quad.object.value, datatype


def refuse_cut(headers: Mapping[str, str], content: bytes, format: Format) -> None:
    """Refuse an answer of another media type, or one that the server marks as incomplete."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    known = (
        {JSON.media_type, *JSON.generic}
        if format is JSON
        else {NTRIPLES.media_type, "text/ntriples", *NTRIPLES.generic}
    )
    if media_type not in known:
        raise CannotRead(
            f"The endpoint answers with {media_type or 'an unnamed type'} and not with {format.media_type}.",
            "Is this the address of a SPARQL 1.1 endpoint?",
        )
    if "x-sql-state" in headers:
        raise LimitExceeded(
            "The endpoint ran out of time and sent a part of the answer.", "Ask for less, or have its limit raised."
        )
    said = headers.get("x-sparql-maxrows", "")
    if said.isdecimal():
        # a graph does not show the number of rows behind it, and the answer to an ASK is one boolean
        came = _row_count(content) if format is JSON else int(said)
        if came >= int(said):
            raise RowsTruncated(
                f"The endpoint sends at most {counted(int(said), 'row')}, and the answer may have more.",
                "Ask for less, or have that limit raised (ResultSetMaxRows of Virtuoso).",
                most=int(said),
            )
