"""The tests that are not passed, each with its reason. A test not named here passes, and one that is named does not."""

from __future__ import annotations

from typing import Final

from tests.conformance.suite import ARCHIVE

TODAY: Final = "w3c/rdf-tests"

_CLOSED: Final = "SERVICE and LOAD are refused: nothing leaves the store."
_ENTAILMENT: Final = "The test wants an entailment regime; only simple entailment is offered, and rules as CONSTRUCT."
_VALUES: Final = (
    "The engine keeps numbers, booleans and dates by their value: 01 and 1 are one term, 1.0 is written as 1, "
    "and a type derived from xsd:integer becomes xsd:integer."
)
_RDF11: Final = "Written for RDF 1.0, where a literal without a type is not an xsd:string; in RDF 1.1 it is."
_DOT: Final = "Written for SPARQL 1.0, where `456.` is a decimal; in SPARQL 1.1 the dot ends the triple."
_DATES: Final = (
    "The engine compares a date that has a time zone with one that has none; the test wants that to be an error."
)
_TODAY_GRAPH: Final = (
    "The engine treats the variable of GRAPH as bound inside of it, or does not bind it to each graph."
)
_ZERO: Final = "The engine begins no path of length zero at a term that is in no statement."

_ESCAPES: Final = r"The engine decodes \u escapes in strings and IRIs only, not in names."
_LONGEST: Final = "The engine reads `?x<?a&&?b>?y` as two comparisons; the longest token would be an IRI."

REASONS: Final[dict[str, tuple[str, ...]]] = {
    _VALUES: (
        "sparql10/distinct/distinct-1",
        "sparql10/distinct/distinct-9",
        "sparql10/expr-builtin/dawg-str-1",
        "sparql10/expr-builtin/dawg-str-2",
        "sparql10/expr-builtin/sameTerm-eq",
        "sparql10/expr-builtin/sameTerm-not-eq",
        "sparql10/expr-builtin/sameTerm-simple",
        "sparql10/expr-equals/eq-graph-1",
        "sparql10/expr-equals/eq-graph-2",
        "sparql10/open-world/open-eq-01",
        "sparql11/csv-tsv-res/csv03",
        "sparql11/csv-tsv-res/tsv03",
    ),
    _DATES: ("sparql10/open-world/date-2", "sparql10/open-world/date-3"),
    _LONGEST: ("sparql10/syntax-sparql3/syn-bad-26",),
    "BNODE with a label gives one blank node for that label in the whole answer, not one in each row.": (
        "sparql11/functions/bnode01",
    ),
    _CLOSED: (
        *(f"sparql11/service/service{number}" for number in ("1", "2", "3", "4a", "5", "6", "7")),
        "sparql11/update-silent/load-into-silent",
        "sparql11/update-silent/load-silent",
    ),
}

# in one state of the suite only
_ONLY: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    ARCHIVE: {
        _RDF11: (
            "sparql10/distinct/distinct-2",
            "sparql10/expr-builtin/dawg-datatype-2",
            "sparql11/functions/strdt03",
            "sparql11/functions/strlang03",
        ),
        _DOT: (
            "sparql10/basic/term-6",
            "sparql10/basic/term-7",
            "sparql10/syntax-sparql1/syntax-lit-08",
        ),
        _ESCAPES: ("sparql10/syntax-sparql2/syntax-esc-04", "sparql10/syntax-sparql2/syntax-esc-05"),
        "It contradicts dawg-optional-filter-005-not-simplified, which is the rule and is passed.": (
            "sparql10/optional-filter/dawg-optional-filter-005-simplified",
        ),
        "The expected answer was mistaken and has since been corrected (agg-empty-group-max-1).": (
            "sparql11/aggregates/agg-empty-group",
        ),
    },
    TODAY: {
        _VALUES: tuple(
            f"sparql11/cast/cast-{name}" for name in ("bool", "decimal", "double", "float", "int", "string")
        ),
        _TODAY_GRAPH: (
            "sparql10/graph/graph-optional",
            "sparql10/graph/graph-variable-scope",
            "sparql11/aggregates/agg-empty-group-count-graph",
            "sparql11/bindings/graph",
            "sparql11/negation/graph-minus",
        ),
        _ZERO: tuple(
            f"sparql11/property-path/zero_or_{count}_set_{end}" for count in ("more", "one") for end in ("end", "start")
        ),
        "The engine reads TRUE and False in small letters only.": ("sparql10/expr-builtin/case-insensitive-booleans",),
        "GROUP_CONCAT of strings with a language keeps the language; the test wants a plain string.": (
            "sparql11/aggregates/agg-groupconcat-04",
            "sparql11/aggregates/agg-groupconcat-06",
        ),
    },
}


def reason(title: str, name: str) -> str | None:
    """Why a test of the suite in that state is not passed, where that is known."""
    if "/entailment/" in name:
        return _ENTAILMENT
    for known in (REASONS, _ONLY[title]):
        for why, names in known.items():
            if name in names:
                return why
    return None


def expected(title: str) -> set[str]:
    """The names of the tests that are not passed, but for those of entailment."""
    return {name for known in (REASONS, _ONLY[title]) for names in known.values() for name in names}
