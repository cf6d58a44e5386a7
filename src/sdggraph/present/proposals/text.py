"""Proposals as a table, as text for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from sdggraph.numbers import counted
from sdggraph.present.proposals.view import View
from sdggraph.present.table import rendered
from sdggraph.present.text import clean


def json_text(found: View | Sequence[View]) -> str:
    """Render one proposal or several as JSON."""
    whole = found.as_json() if isinstance(found, View) else [each.as_json() for each in found]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def listed(views: Sequence[View], state: str = "waiting") -> str:
    """Render a table of the proposals in a state, or of `all`, oldest first.

    >>> listed([], "declined"), listed([], "all")
    ('No proposal is declined.\\n', 'No proposal has been made.\\n')
    """
    if not views:
        return "No proposal has been made.\n" if state == "all" else f"No proposal is {state}.\n"
    rows = [
        [each.correction.short, each.correction.made[:10], each.correction.kind, each.correction.state, _about(each)]
        for each in views
    ]
    return rendered(["id", "made", "kind", "state", "changes"], rows, "table")


def text(view: View) -> str:
    """Render a proposal for a terminal: old beside new, its evidence, and what stands against it."""
    found = view.correction
    lines = [
        f"Proposal {found.id}",
        f"  {found.kind}, {found.state}; made {_minute(found.made)} by a {found.role}{_who(view)}",
        "",
    ]
    every = [("-", each) for each in view.removed] + [("+", each) for each in view.added]
    # the old value of a property stands before the new one
    every.sort(key=lambda pair: (pair[1].thing, pair[1].property, pair[0] == "+", pair[1].value))
    for thing, pairs in groupby(every, key=lambda pair: pair[1].thing):
        lines.append(clean(thing))
        lines += [f"  {sign} {clean(each.property)}  {clean(each.value)}" for sign, each in pairs]
    lines.append("")
    lines += [f"Evidence: {clean(page)}" for page in found.evidence] or ["Evidence: none"]
    lines += [f"Basis: {clean(found.basis)}"] if found.basis else []
    lines += [f"Note: {clean(note)}" for note in view.notes]
    if found.decided:
        by = f" by {clean(found.decided_by)}" if found.decided_by else ""
        lines.append(f"{found.state.capitalize()} {_minute(found.decided)}{by}{_because(found.reason)}")
    return "\n".join(lines) + "\n"


def _who(view: View) -> str:
    said = [clean(each) for each in (view.proposer.name, view.proposer.mail) if each]
    return f" ({', '.join(said)})" if said else ""


def _about(view: View) -> str:
    things = view.things
    more = f" and {counted(len(things) - 2, 'other')}" if len(things) > 2 else ""
    return ", ".join(things[:2]) + more


def _because(reason: str) -> str:
    return f": {clean(reason)}" if reason else "."


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ") + " UTC"
