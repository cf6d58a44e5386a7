"""COPY, MOVE and ADD: a source graph that does not exist never empties the target.

SPARQL 1.1 Update (3.2.3 to 3.2.5) has them fail where the source does not exist, unless they say SILENT. The engine
empties the target of a COPY all the same, and adds nothing without a word. Whether a graph exists may depend on the
operations before, so the question is written into the update: where the source is absent, a marker graph is filled,
and CREATE of that graph then fails, and the whole update with it. Under SILENT the target is kept instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sdggraph.errors import Refused, UpdateFailed
from sdggraph.sparql.guard import _GAP, _IRI, _NAME, _keywords, reads_update
from sdggraph.sparql.tokens import tokens

_GRAPH: Final = rf"(?:{_IRI}|{_NAME}|DEFAULT)"
_TRANSFER: Final = re.compile(
    rf"(?P<word>COPY|MOVE|ADD){_GAP}(?P<silent>SILENT{_GAP})?+"
    rf"(?:GRAPH{_GAP})?+(?P<source>{_GRAPH}){_GAP}TO{_GAP}(?:GRAPH{_GAP})?+(?P<target>{_GRAPH})",
    re.IGNORECASE,
)
_PREFIX: Final = re.compile(r"(?:COPY|MOVE|ADD)\b", re.IGNORECASE)
_MOST: Final = 20  # transfers that are checked one by one
_MARKER: Final = "urn:x-sdggraph:absent:"
_MARKED: Final = re.compile(rf"{_MARKER}([0-9]+)")


def with_sources_checked(text: str) -> str:
    """Return the update rewritten so that a COPY, MOVE or ADD fails if its source does not exist.

    >>> with_sources_checked("ADD <urn:a> TO <urn:b>").partition(" ; ")[0]
    'INSERT { GRAPH <urn:x-sdggraph:absent:0> { <urn:a> <urn:a> 1 } } WHERE { FILTER NOT EXISTS { GRAPH <urn:a> {} } }'
    >>> with_sources_checked("COPY DEFAULT TO <urn:b>")
    'COPY DEFAULT TO <urn:b>'
    """
    found = _transfers(text)
    changed = _rewritten(text, found, range(len(found)))
    if not found or reads_update(changed):
        return changed
    kept: list[int] = []  # the numbers of those whose new text can be parsed
    for number in range(len(_few(found))):
        kept += [number] if reads_update(_rewritten(text, found, [*kept, number])) else []
    return _rewritten(text, found, kept)


def not_carried_out(text: str, message: str) -> UpdateFailed:
    """Return the error for an update at which the engine stopped with this message.

    >>> not_carried_out("COPY <urn:a> TO <urn:b>", "The graph <urn:x-sdggraph:absent:0> already exists").problem
    "The update cannot be carried out: the first graph of 'COPY <urn:a> TO <urn:b>' does not exist."
    """
    marked = _MARKED.search(message)
    found = _transfers(text) if marked else []
    if not marked or int(marked[1]) >= len(found):  # such as DROP of a graph that is not there
        return UpdateFailed(f"The update cannot be carried out: {message.rstrip('.')}.", "Nothing was changed.")
    transfer = " ".join(found[int(marked[1])][0].split())
    return UpdateFailed(
        f"The update cannot be carried out: the first graph of {transfer!r} does not exist.",
        "Check its address. Nothing was changed.",
    )


def _transfers(text: str) -> list[re.Match[str]]:
    """Find the places where an update copies, moves or adds a named graph, in order."""
    if _TRANSFER.search(text) is None:
        return []
    found = (_TRANSFER.match(text, start) for start in _beginnings(text))
    return [each for each in found if each and each["source"].upper() != "DEFAULT"]


def _beginnings(text: str) -> list[int]:
    """Find the places of the keywords COPY, MOVE and ADD, in order; none if the engine cannot parse the update."""
    found = tokens(text, reads_update)
    top = [found[place] for place in found.top(0, len(found))] if found else []
    # the engine reads COPY:a as COPY and :a, so such a name is not certain
    if not top or any(each.kind == "name" and _PREFIX.match(each.spelled) for each in top):
        _few(list(_TRANSFER.finditer(text)))
        return [word.start() for word in _keywords(text, ["copy", "move", "add"], reads_update)]
    starts = [each.start for each in top if each.says("COPY", "MOVE", "ADD")]
    return starts if starts and reads_update(text) else []


def _few(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return what was found. Raises Refused if it is too much for steps that parse the whole text for each."""
    if len(found) > _MOST:
        raise Refused(
            f"COPY, MOVE and ADD stand here {len(found)} times, in a form that is slow to check.", "Send fewer at once."
        )
    return found


def _rewritten(text: str, found: list[re.Match[str]], chosen: Iterable[int]) -> str:
    """Return the text with the chosen transfers checked."""
    pieces, end = [], 0
    for number in chosen:
        transfer = found[number]
        checked = _silent(transfer) if transfer["silent"] else _refusing(transfer, number)
        pieces += [text[end : transfer.start()], checked]
        end = transfer.end()
    return "".join([*pieces, text[end:]])


def _refusing(transfer: re.Match[str], number: int) -> str:
    source, marker = transfer["source"], f"<{_MARKER}{number}>"
    return (
        f"INSERT {{ GRAPH {marker} {{ <urn:a> <urn:a> 1 }} }} "
        f"WHERE {{ FILTER NOT EXISTS {{ GRAPH {source} {{}} }} }} ; "
        f"CREATE GRAPH {marker} ; DROP GRAPH {marker} ; {transfer[0]}"
    )


def _silent(transfer: re.Match[str]) -> str:
    """The transfer with its target kept where the source is absent."""
    word, source, target = transfer["word"].upper(), transfer["source"], transfer["target"]
    absent, every = f"NOT EXISTS {{ GRAPH {source} {{}} }}", "?s ?p ?o"
    held = every if target.upper() == "DEFAULT" else f"GRAPH {target} {{ {every} }}"
    if word == "MOVE":  # the source takes in what the target holds, and gives it back
        return f"INSERT {{ GRAPH {source} {{ {every} }} }} WHERE {{ {held} FILTER {absent} }} ; {transfer[0]}"
    if word == "COPY":
        differs = "" if target.upper() == "DEFAULT" else f"FILTER({source} != {target})"
        there = f"FILTER EXISTS {{ GRAPH {source} {{}} }}"
        return f"DELETE {{ {held} }} WHERE {{ {held} {there} {differs} }} ; ADD SILENT {source} TO {target}"
    return transfer[0]
