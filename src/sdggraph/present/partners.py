"""Suggestions as text, tables, JSON and Turtle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sdggraph import vocab
from sdggraph.messages import as_json
from sdggraph.model.records import Country, Link, Network, Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.model.suggestions import Pair, Reason, Suggestion, Suggestions
from sdggraph.numbers import counted
from sdggraph.present.knowledge import not_suggested, rests_on, shares_told
from sdggraph.present.text import clean, csv_text, markdown_cell, percent, wrapped
from sdggraph.present.turtle import iri, literal, statement

_LOW, _MATTERS = 0.2, 0.1  # a signal below the first value is mentioned if its weight reaches the second


def rendered(suggestions: Suggestions, network: Network, format: str) -> str:
    """Render the list as table, json, csv or markdown."""
    page = {"table": text, "json": json_text, "csv": csv, "markdown": markdown}[format]
    return page(suggestions, network)


def text(suggestions: Suggestions, network: Network) -> str:
    """Render the list as text: rank, partner, score, and a sentence for each signal that counts."""
    me = suggestions.organisation
    ranked = suggestions.candidates - len(suggestions.left_out) - suggestions.without_reason
    work = f"{counted(len(me.themes), 'theme')}, {counted(len(_claims(me)), 'contribution')} on record"
    lines = [
        clean(f"Partners worth a conversation for {me.code}: {me.name}"),
        clean(f"{_where(me, network)}, {work}"),
        *_status(me),
        *wrapped(_measured(suggestions)),
        *wrapped(shares_told(suggestions.shares, ranked)),
    ]
    for place, found in enumerate(suggestions.found):
        if _begins_the_rest(suggestions, place):
            lines += ["", "Too little on record to tell:"]
        lines += ["", clean(f"{found.rank:>2}. {found.score:.3f}  {found.partner.code}, {found.partner.name}")]
        lines += [f"     {_where(found.partner, network)}", *_status(found.partner, 5), *_reason_lines(found.reasons)]
        lines += wrapped(f"already linked: {_linked(found.links)}", indent=5, hang=7) if found.links else []
        lines += wrapped(rests_on(found.known), indent=5, hang=7)
    return "\n".join([*lines, "", *_footer(suggestions)]) + "\n"


def pair_text(pair: Pair, network: Network) -> str:
    """Render one pair in full: every signal with its part in the score, what is missing, and the rank."""
    me, found = pair.organisation, pair.suggestion
    lines = [
        clean(f"{me.code} and {found.partner.code}: {found.score:.3f}, rank {found.rank} of {pair.candidates}"),
        clean(f"{me.code}: {me.name}, {_where(me, network)}"),
        clean(f"{found.partner.code}: {found.partner.name}, {_where(found.partner, network)}"),
        *_status(me),
        *_status(found.partner),
        *wrapped(_measured(pair)),
        "",
        f"{'signal':<12}{'value':>7} x {'weight':<8}= {'share':<8}{'of it':>6}  why",
    ]
    for reason in found.reasons:
        part = percent(reason.share / found.score).replace(" ", "\u00a0") if found.score else "–"
        sum_ = f"{reason.signal:<12}{reason.value:>7.3f} x {reason.weight:<8.3f}= {reason.share:<8.4f}{part:>6}  "
        lines += wrapped(sum_ + reason.sentence, hang=len(sum_))
    if any(reason.share < 0 for reason in found.reasons):
        lines += ["", *wrapped("A part below 0 lowers the score; the others together make more than 100 % of it.")]
    lines += ["", *_verdict(pair)]
    return "\n".join(lines) + "\n"


def pair_json(pair: Pair, network: Network) -> str:
    """Render the pair as JSON; the shares add up to the score, facts are IRIs."""
    held = {
        "organisation": _short(pair.organisation, network),
        "mode": pair.mode,
        "weights": dict(pair.weights),
        "method": pair.method,
        "data_version": pair.data_version,
        "as_of": pair.as_of,
        "candidates": pair.candidates,
        "partner": _suggestion(pair.suggestion, network),
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _verdict(pair: Pair) -> list[str]:
    """Explain the numbers: existing links, low signals, missing knowledge."""
    found = pair.suggestion
    said = []
    if found.links:
        said.append(f"Already linked, so not suggested unless asked for: {_linked(found.links)}.")
    low = [reason for reason in found.reasons if reason.value < _LOW and reason.weight >= _MATTERS]
    if low:
        said.append("Low: " + "; ".join(f"{reason.signal} ({reason.sentence})" for reason in low) + ".")
    said.append(f"The pair {rests_on(found.known)}.")
    if not found.known.is_enough:
        said.append("That is too little on record to judge the pair.")
    if found.thin:
        said.append(f"Little is on record of {found.partner.code}: missing knowledge is not absence.")
    said.append("A suggestion is worth a conversation, not a verdict.")
    return [line for sentence in said for line in wrapped(sentence)]


def _measured(found: Suggestions | Pair) -> str:
    as_of = found.as_of
    known = f" Known by the end of {as_of}: later and undated links are left out." if as_of is not None else ""
    scale = " from 0 to 1" if found.is_fraction else ""
    return f"Score{scale}, by {found.mode}.{known}"


def _begins_the_rest(suggestions: Suggestions, place: int) -> bool:
    """Whether the group of pairs with too little known begins here."""
    held = [found.known.is_enough for found in suggestions.found]
    return not any(held[place:]) and (place == 0 or held[place - 1])


def _reason_lines(reasons: Sequence[Reason]) -> list[str]:
    """Return a line for each signal that adds to the score, and one for all that add nothing."""
    lines = []
    for reason in reasons:
        if reason.share:
            lines += wrapped(f"{reason.signal:<11} {reason.value:.2f}  {reason.sentence}", indent=5, hang=23)
    nothing = [f"{reason.signal} ({reason.sentence})" for reason in reasons if not reason.share]
    return lines + (wrapped(f"{'nothing':<11}       {'; '.join(nothing)}", indent=5, hang=23) if nothing else [])


def _footer(suggestions: Suggestions) -> list[str]:
    shown, out = len(suggestions.found), suggestions.left_out
    note = f"{shown} of {counted(suggestions.candidates - len(out), 'candidate')} shown."
    if out:
        met = sum(all(not link.strong for link in links) for _, links in out)
        note += f" {counted(len(out), 'centre')} left out as already linked ({met} of them only by having met):"
        note += " --include-current lists them."
    if suggestions.unwished:
        note += f" {suggestions.unwished} left out at the operator's wish."
    if suggestions.without_reason:
        none = suggestions.without_reason
        note += f" {counted(none, 'candidate')} left out that {'has' if none == 1 else 'have'} nothing of"
        note += " the work in common: --by region lists them."
    return [
        *wrapped(note),
        *not_suggested(suggestions.ceased, "ceased"),
        *not_suggested(suggestions.contested, "a contested standing"),
        *wrapped("A suggestion is worth a conversation, not a verdict; missing knowledge is not absence."),
    ]


def markdown(suggestions: Suggestions, network: Network) -> str:
    """Render the list as a Markdown table."""
    lines = [
        f"# Partners worth a conversation for {markdown_cell(suggestions.organisation.code)}",
        "",
        "| Rank | Centre | Country | Score | Rests on | Reasons |",
        "| ---: | --- | --- | ---: | --- | --- |",
    ]
    for found in suggestions.found:
        reasons = "; ".join(f"{reason.signal} {reason.value:.2f}: {reason.sentence}" for reason in found.reasons)
        rest = rests_on(found.known).removeprefix("rests on ")
        rest += "" if found.known.is_enough else ": too little on record to tell"
        cells = [f"{found.partner.code}, {found.partner.name}", _country(found.partner, network), rest, reasons]
        who, where, rest, why = map(markdown_cell, cells)
        lines.append(f"| {found.rank} | {who} | {where} | {found.score:.3f} | {rest} | {why} |")
    return "\n".join(lines) + "\n"


def csv(suggestions: Suggestions, network: Network) -> str:
    """Render the list as CSV: one row per suggestion, three columns per signal."""
    signals = list(suggestions.weights)
    header = ["rank", "code", "name", "country", "score", "already_linked", "thin_profile"]
    header += ["rests_on_themes", "rests_on_contributions", "rests_on_links", "dated", "enough_on_record"]
    header += [f"{name}_{column}" for name in signals for column in ("value", "weight", "sentence")]
    rows: list[Sequence[object]] = []
    for found in suggestions.found:
        by_name = {reason.signal: reason for reason in found.reasons}
        row: list[object] = [found.rank, found.partner.code, found.partner.name, _country(found.partner, network)]
        row += [found.score, _yes(bool(found.links)), _yes(found.thin)]
        row += [*found.known[:4], _yes(found.known.is_enough)]
        for name in signals:
            row += [by_name[name].value, by_name[name].weight, by_name[name].sentence]
        rows.append(row)
    return csv_text(header, rows)


def json_text(suggestions: Suggestions, network: Network) -> str:
    """Render the list as JSON; the shares of a suggestion add up to its score, facts are IRIs."""
    held = {
        "organisation": _short(suggestions.organisation, network),
        "mode": suggestions.mode,
        "weights": dict(suggestions.weights),
        "ranking_shares": dict(suggestions.shares),
        "method": suggestions.method,
        "data_version": suggestions.data_version,
        "as_of": suggestions.as_of,
        "candidates": suggestions.candidates,
        "without_reason": suggestions.without_reason,
        "left_out_at_the_operators_wish": suggestions.unwished,
        "suggestions": [_suggestion(found, network) for found in suggestions.found],
        "ceased": [_left_out(record, network) for record in suggestions.ceased],
        "contested": [_left_out(record, network) for record in suggestions.contested],
        "left_out": [
            {**_short(record, network), "links": [_link(link) for link in links]}
            for record, links in suggestions.left_out
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def turtle(suggestions: Suggestions) -> str:
    """Render the list as RDF: each suggestion with its reasons, derived from the statements behind it."""
    me = suggestions.organisation
    lines = []
    for found in suggestions.found:
        name = f"{me.code}--{found.partner.code}--{suggestions.mode}"
        thing = iri(vocab.resource("suggestion", name))
        lines += [
            statement(thing, "rdf:type", "sg:Suggestion"),
            statement(thing, "sg:suggestedFor", iri(me.iri)),
            statement(thing, "sg:suggestedPartner", iri(found.partner.iri)),
            statement(thing, "sg:score", f"{found.score:.6f}"),
            statement(thing, "sg:rank", str(found.rank)),
            statement(thing, "sg:method", literal(f"{suggestions.method}, by {suggestions.mode}")),
            statement(thing, "sg:dataVersion", literal(suggestions.data_version)),
        ]
        for reason in found.reasons:
            why = iri(vocab.resource("suggestion", f"{name}--{reason.signal}"))
            lines.append(statement(thing, "sg:reason", why))
            lines += _reason_statements(why, reason)
            lines += [statement(thing, "prov:wasDerivedFrom", iri(fact)) for fact in reason.facts]
    return "".join(lines)


def _reason_statements(why: str, reason: Reason) -> list[str]:
    return [
        statement(why, "rdf:type", "sg:Reason"),
        statement(why, "sg:signal", literal(reason.signal)),
        statement(why, "sg:signalValue", f"{reason.value:.6f}"),
        statement(why, "sg:weight", f"{reason.weight:.6f}"),
        statement(why, "dcterms:description", literal(reason.sentence, "en")),
        *(statement(why, "prov:wasDerivedFrom", iri(fact)) for fact in reason.facts),
    ]


def _suggestion(found: Suggestion, network: Network) -> dict[str, Any]:
    return {
        "rank": found.rank,
        **_short(found.partner, network),
        "score": found.score,
        "thin_profile": found.thin,
        "rests_on": {
            "themes": found.known.themes,
            "contributions": found.known.contributions,
            "links": found.known.links,
            "dated": found.known.dated,
            "enough": found.known.is_enough,
        },
        "reasons": [
            {
                "signal": reason.signal,
                "value": reason.value,
                "weight": reason.weight,
                "share": reason.share,
                "sentence": reason.sentence,
                "message": as_json(reason.message),
                "facts": list(reason.facts),
            }
            for reason in found.reasons
        ],
        "links": [_link(link) for link in found.links],
    }


def _short(record: Organisation, network: Network) -> dict[str, Any]:
    return {
        "code": record.code,
        "name": record.name,
        "country": _country(record, network),
        "iri": record.iri,
        "status": status_note(record),
    }


def _left_out(record: Organisation, network: Network) -> dict[str, Any]:
    return {**_short(record, network), "year": record.status_year, "evidence": list(record.status_sources)}


def _link(link: Link) -> dict[str, Any]:
    return {"iri": link.iri, "kind": link.kind, "year": link.year, "end": link.end, "evidence": list(link.evidence)}


def _linked(links: Sequence[Link]) -> str:
    return ", ".join(
        f"{link.kind} {link.year or 'undated'}" + (f" (ended {link.end})" if link.end else "") for link in links
    )


def _claims(record: Organisation) -> list[object]:
    return [claim for claim in record.contributions if claim.basis != "derived"]


def _status(record: Organisation, indent: int = 0) -> list[str]:
    """Return the note on an organisation's status, if there is one."""
    return wrapped(f"{record.code}: {status_note(record, sources=True)}", indent=indent) if status_note(record) else []


def _where(record: Organisation, network: Network) -> str:
    land: Country | None = network.countries.get(record.country)
    parts = [record.city, land.name if land else "", land.region if land else ""]
    return clean(", ".join(part for part in parts if part) or "place not on record")


def _country(record: Organisation, network: Network) -> str:
    land = network.countries.get(record.country)
    return land.name if land else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"
