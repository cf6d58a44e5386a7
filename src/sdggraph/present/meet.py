"""Groups worth a meeting as text, tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sdggraph.messages import Message, as_json, clauses, message, text
from sdggraph.model.meetings import Gathering, Gatherings
from sdggraph.model.records import Network
from sdggraph.model.standing_words import status_note
from sdggraph.present.text import clean, csv_text, markdown_cell, wrapped

HEADER = ("by", "label", "rank", "score", "members", "reason", "introducers", "is_enough")
_HEAD = (
    "| Rank | Where or what | Centres | Score | Why | Introduction |",
    "| ---: | --- | --- | ---: | --- | --- |",
)
_ENOUGH = 3  # centres, from which on there can be a group


def rendered(found: Gatherings, network: Network, format: str) -> str:
    """Render the groups as table, json, csv or markdown."""
    if format == "json":
        return _json(found, network)
    if format == "csv":
        return csv_text(HEADER, [_row(each) for each in (*found.same_region, *found.same_theme)])
    return _markdown(found) if format == "markdown" else _text(found, network)


def reason_message(each: Gathering) -> Message:
    """Return why the members go together, and whether too little is on record to tell."""
    return each.message if each.is_enough else clauses([each.message, message("meet.too-little")])


def reasoned(each: Gathering) -> str:
    """Return the same in English."""
    return text(reason_message(each))


def introduced(each: Gathering) -> str:
    """Return who could introduce the members."""
    who = [f"{one.organisation.short} (knows {', '.join(one.knows)})" for one in each.introducers]
    return f"could introduce them: {'; '.join(who)}" if who else "no organisation on record has links with two of them"


def none_message(found: Gatherings) -> Message:
    """Why there is no group: too few centres fit what was asked for, or they have too little in common."""
    if len(found.centres) >= _ENOUGH:
        return message("meet.none")
    keys = ("meet.none-fits", "meet.one-fits", "meet.two-fit")
    return message(keys[len(found.centres)], **dict(zip(("code", "other"), found.centres, strict=False)))


def none_told(found: Gatherings) -> str:
    """Return the same in English."""
    return text(none_message(found))


def _sections(found: Gatherings) -> list[tuple[str, Sequence[Gathering]]]:
    return [("Of the same region", found.same_region), ("On the same theme", found.same_theme)]


def _text(found: Gatherings, network: Network) -> str:
    lines = ["Whom to bring together: centres with much in common and no link on record"]
    for heading, groups in _sections(found):
        lines += ["", heading]
        lines += [] if groups else wrapped(none_told(found), indent=2)
        for each in groups:
            codes = ", ".join(member.code for member in each.members)
            lines += ["", *wrapped(f"{each.rank:>2}. {each.score:.3f}  {each.label}: {codes}", hang=4)]
            for member in each.members:
                status = f" ({status_note(member)})" if status_note(member) else ""
                land = network.countries.get(member.country)
                lines += wrapped(
                    f"{member.code}, {member.name}{status}, {land.name if land else '–'}", indent=6, hang=8
                )
            lines += wrapped(reasoned(each), indent=4, hang=6) + wrapped(introduced(each), indent=4, hang=6)
    wish = [f"{found.unwished} left out at the operator's wish."] if found.unwished else []
    last = "The score is the mean of all pairs. A suggestion is worth a conversation, not a verdict."
    return "\n".join([*lines, "", *wish, *wrapped(last)]) + "\n"


def _markdown(found: Gatherings) -> str:
    lines = ["# Whom to bring together"]
    for heading, groups in _sections(found):
        lines += ["", f"## {heading}", "", *(_HEAD if groups else [markdown_cell(none_told(found))])]
        for each in groups:
            cells = [each.label, ", ".join(member.code for member in each.members)]
            rest = map(markdown_cell, (reasoned(each), introduced(each)))
            lines.append(
                f"| {each.rank} | {' | '.join(map(markdown_cell, cells))} | {each.score:.3f} | {' | '.join(rest)} |"
            )
    return "\n".join(lines) + "\n"


def _row(each: Gathering) -> list[object]:
    codes = " ".join(member.code for member in each.members)
    who = " ".join(one.organisation.code for one in each.introducers)
    return [each.by, clean(each.label), each.rank, each.score, codes, each.reason, who, each.is_enough]


def _json(found: Gatherings, network: Network) -> str:
    held = {
        "same_region": [_group(each, network) for each in found.same_region],
        "same_theme": [_group(each, network) for each in found.same_theme],
        "left_out_at_the_operators_wish": found.unwished,
        "centres_that_fit": len(found.centres),
        "method": found.method,
        "data_version": found.data_version,
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _group(each: Gathering, network: Network) -> dict[str, Any]:
    def short(code: str) -> dict[str, str]:
        record = network.organisations[code]
        land = network.countries.get(record.country)
        name = {"code": code, "name": record.name, "country": land.name if land else ""}
        return {**name, "iri": record.iri, "status": status_note(record)}

    return {
        "rank": each.rank,
        "label": each.label,
        "score": each.score,
        "members": [short(member.code) for member in each.members],
        "reason": each.reason,
        "message": as_json(each.message),
        "is_enough": each.is_enough,
        "introducers": [{**short(one.organisation.code), "knows": list(one.knows)} for one in each.introducers],
    }
