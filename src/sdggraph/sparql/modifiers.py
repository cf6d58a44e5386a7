"""GROUP BY, HAVING and aggregates in ASK, CONSTRUCT and DESCRIBE, which the engine accepts only in SELECT.

SPARQL allows the same solution modifiers in each query form (grammar, rules 10 to 18). They have the same effect in a
sub-select. So the pattern and its modifiers are moved into a sub-select.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from sdggraph.sparql.guard import reads_query
from sdggraph.sparql.tokens import Tokens, tokens

_FORMS: Final = ("ASK", "CONSTRUCT", "DESCRIBE")
_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_FORMED: Final = tuple(form.lower() for form in _FORMS)
_MODIFIED: Final = ("group", "having", "order")
_NOTHING: Final = "(1 AS ?x_sdggraph_row)"


def with_subselect(text: str) -> str:
    """Move the pattern and its modifiers into a sub-select, if the engine cannot parse the query otherwise.

    A text that it can parse, and one that is not a query, are returned as they are.

    >>> with_subselect("ASK {} HAVING (COUNT(*) = 1)")
    'ASK { SELECT (1 AS ?x_sdggraph_row) {} HAVING (COUNT(*) = 1) }'
    >>> with_subselect("CONSTRUCT { ?p a ?p } { ?s ?p ?o } GROUP BY ?p")
    'CONSTRUCT { ?p a ?p } { SELECT ?p { ?s ?p ?o } GROUP BY ?p }'
    """
    small = text.lower()  # searching for these words takes a tenth of the time of a regular expression
    if not any(word in small for word in _FORMED) or not any(word in small for word in _MODIFIED) or reads_query(text):
        return text
    changed = _nested(tokens(text, _reads_nested))
    return changed if changed is not None and reads_query(changed) else text


def _reads_nested(text: str) -> bool:
    return reads_query(_nested(tokens(text, lambda _: True)) or "")


def _nested(found: Tokens | None) -> str | None:
    if found is None:
        return None
    top = list(found.top(0, len(found)))
    form = next((place for place in top if found[place].says("SELECT", *_FORMS)), None)
    if form is None or not found[form].says(*_FORMS):
        return None
    after = [place for place in top if place > form]
    modifiers = next((place for place in after if found[place].says(*_MODIFIERS)), None)
    if modifiers is None:
        return None
    keys = " ".join(_keys(found, modifiers)) or _NOTHING
    ends = f"{found.cut(modifiers, len(found))}{found.text[found[-1].end :]}"
    close = "\n}" if "#" in found.text[found[-1].end :] else " }"
    block = found.partner.get(modifiers - 1)
    if block is None or found[block].spelled != "{":  # DESCRIBE <a> without a pattern
        return f"{found.text[: found[modifiers].start]}{{ SELECT {keys} {{}} {ends}{close}"
    template = ""
    # the short form: the pattern is also the template
    if found[form].says("CONSTRUCT") and found[form + 1].spelled != "{":
        template = f" {found.cut(block, modifiers)}"
    start = block - 1 if found[block - 1].says("WHERE") else block
    head = f"{found.cut(0, form + 1)}{template}{found.text[found[form].end : found[start].start]}"
    between = found.text[found[start].end : found[block].start] if start != block else ""
    return f"{found.text[: found[0].start]}{head}{{ SELECT {keys} {between}{found.cut(block, modifiers)} {ends}{close}"


def _keys(found: Tokens, modifiers: int) -> list[str]:
    """Return the variables that remain visible after GROUP BY."""
    if not found[modifiers].says("GROUP"):
        return []
    conditions = takewhile(lambda place: not found[place].says(*_MODIFIERS[1:]), found.top(modifiers + 2, len(found)))
    keys = []
    for place in conditions:
        if found[place].kind == "variable":
            keys.append(found[place].spelled)
        elif found[place].spelled == "(" and found[found.partner[place] - 2].says("AS"):
            keys.append(found[found.partner[place] - 1].spelled)
    return list(dict.fromkeys(keys))
