"""Checks of queries and updates before they are sent to an endpoint, so that wrong ones are refused here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadQuery, Refused
from sdggraph.rdf import parsing
from sdggraph.sparql import guard
from sdggraph.sparql.interface import Dataset, Term
from sdggraph.sparql.modifiers import with_subselect
from sdggraph.sparql.parameters import bind

Graphs = tuple[list[str], list[str]]  # the default graphs and the named graphs

_GAP: Final = r"(?:[ \t\r\n]|#[^\r\n]*+)*+"
_FORM: Final = re.compile(
    rf"{_GAP}(?:(?:BASE{_GAP}<[^>]*+>|PREFIX{_GAP}[^\s:<]*+:{_GAP}<[^>]*+>|VERSION{_GAP}(?:\"[^\"]*\"|'[^']*')){_GAP})*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)",
    re.IGNORECASE | re.ASCII,
)
_TEMPLATE_END: Final = re.compile(r"\}")
_DESCRIBED_END: Final = re.compile(r"(?=\bFROM\b|\bWHERE\b|\{)", re.IGNORECASE)
# Virtuoso has functions of its own with such names; some of them read files and call other servers
_OWN_FUNCTIONS: Final = re.compile(r"<\s*(?:bif|sql):", re.IGNORECASE)

_DIGITS: Final = " + ".join(
    f'{16**place} * STRLEN(STRBEFORE("0123456789abcdef", SUBSTR(?hash, {place + 1}, 1)))' for place in range(7)
)
# the number of statements of each graph, and the sum of their hashes, which changes with any statement
FINGERPRINT: Final = f"""
SELECT ?graph (COUNT(*) AS ?count) (SUM(?number) AS ?sum) WHERE {{
  GRAPH ?graph {{ ?s ?p ?o }}
  BIND(MD5(CONCAT(STR(?s), " ", STR(?p), " ", STR(?o), " ",
    COALESCE(LANG(?o), ""), " ", COALESCE(STR(DATATYPE(?o)), ""))) AS ?hash)
  BIND({_DIGITS} AS ?number)
}} GROUP BY ?graph"""
SIZES: Final = "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


def checked(
    text: str, parameters: Mapping[str, Term], dataset: Dataset | None, held: list[str]
) -> tuple[str, Graphs | None]:
    """Return the query as it is sent, with its default and named graphs; None where its FROM clauses name them."""
    _refuse_own_functions(text)
    if dataset is not None:
        guard.check_dataset(dataset, held)
    try:
        bound = bind(with_subselect(text), parameters)
        graphs = guard.check_query(bound, lambda: held)
        if not guard.reads_query(bound):
            ox.Store().query(bound, prefixes=vocab.PREFIXES)  # the engine's parser reports the error position
    except SyntaxError as error:
        raise parsing.unparsable(error, text) from error
    except RuntimeError as error:  # the parser refuses functions that are not in SPARQL
        raise BadQuery(f"the query cannot be read: {error}.", "Use the functions of SPARQL 1.1.") from error
    if dataset is not None:
        return bound, (list(dataset.default), list(dataset.named))
    if graphs is None:
        return bound, (held, held)
    by_name = re.search(rf"FROM{_GAP}NAMED", bound, re.IGNORECASE)
    return bound, None if by_name else (graphs, [])


def check_update(text: str) -> None:
    """Accept an update, or raise Refused, or BadQuery with line and column."""
    _refuse_own_functions(text)
    guard.check_update(text)
    if not guard.reads_update(text):
        try:
            ox.Store().update(text, prefixes=vocab.PREFIXES)
        except SyntaxError as error:
            raise parsing.unparsable(error, text, is_update=True) from error


def form_of(text: str) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    >>> form_of("# ASK\\nPREFIX ask: <urn:ASK> construct where {}")
    'CONSTRUCT'
    """
    found = _FORM.match(text)
    return found[1].upper() if found else "SELECT"


def rows_of(text: str) -> str | None:
    """Return a query for the rows behind a CONSTRUCT or DESCRIBE; None where it needs none.

    >>> rows_of("CONSTRUCT { ?s a ?t } WHERE { ?t ?p ?s } LIMIT 9")
    'SELECT (1 AS ?x_sdggraph_row)  WHERE { ?t ?p ?s } LIMIT 9'
    >>> rows_of("DESCRIBE <urn:a>")
    """
    form = _FORM.match(text)
    if form is None:
        return None
    ends = _TEMPLATE_END if form[1].upper() == "CONSTRUCT" else _DESCRIBED_END
    for place in (form.end(), *(found.end() for found in ends.finditer(text, form.end()))):
        rows = f"{text[: form.start(1)]}SELECT (1 AS ?x_sdggraph_row) {text[place:]}"
        if guard.reads_query(rows):  # if not, that brace or word was part of something else
            return rows
    return None


def with_prefixes(text: str) -> str:
    """Declare those of our prefixes that the text may use; its own declarations come later and take precedence.

    >>> with_prefixes("ASK { ?s a sg:Theme }")
    'PREFIX sg: <https://w3id.org/sdggraph/ontology#> ASK { ?s a sg:Theme }'
    """
    used = (f"PREFIX {name}: <{space}> " for name, space in vocab.PREFIXES.items() if f"{name}:" in text)
    return "".join(used) + text


def _refuse_own_functions(text: str) -> None:
    if _OWN_FUNCTIONS.search(text):
        raise Refused(
            "Functions named bif: or sql: can read files of the endpoint and call other servers.",
            "Use the functions of SPARQL 1.1.",
        )
