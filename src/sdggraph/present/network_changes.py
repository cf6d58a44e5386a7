"""Changes in the network between two years as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sdggraph.model.records import Link, Network
from sdggraph.model.structure import Difference
from sdggraph.numbers import counted
from sdggraph.present.network import measure_rows, measures_json, people, scope_json
from sdggraph.present.sections import Section, listed, markdown, text


def rendered(difference: Difference, network: Network, format: str) -> str:
    """Render the changes as table (text for a terminal), markdown or json."""
    if format == "json":
        return json_text(difference)
    return {"table": text, "markdown": markdown}[format](_sections(difference, network))


def _sections(difference: Difference, network: Network) -> list[Section]:
    scope, earlier, later = difference.scope, difference.earlier, difference.later
    part = "".join(f", {each}" for each in (scope.region, scope.theme) if each)
    part += ", strong links only" if scope.strong_only else ""
    who = "organisation" if scope.everyone else "centre"
    return [
        Section(
            f"The cooperation network{part}: from the end of {earlier} to the end of {later}",
            [f"{people(scope).capitalize()} at the end of {later}."],
            ["", str(earlier), str(later)],
            measure_rows([difference.before, difference.after]),
        ),
        Section(f"New links: {len(difference.links)}", **_links(difference, network)),
        Section(
            f"Newly connected: {counted(len(difference.connected), who)}",
            [f"{listed(difference.connected)}."] if difference.connected else ["None on record."],
        ),
        Section(
            f"Components joined: {len(difference.joined)}",
            [] if difference.joined else ["No two earlier components have been joined."],
            items=[_joined(parts, who) for parts in difference.joined],
        ),
        Section("What this rests on", _notes(difference, who)),
    ]


def _joined(parts: Sequence[Sequence[str]], who: str) -> tuple[str, list[str]]:
    whole = sum(map(len, parts))
    return f"{len(parts)} parts are one now", [
        f"{counted(len(part), who)} of {whole}: {listed(part, 12)}" for part in parts
    ]


def _links(difference: Difference, network: Network) -> dict[str, Any]:
    if not difference.links:
        return {"said": ["None on record."]}
    rows = [
        [link.year, " - ".join(_within(link, difference)), _kind(link, network), _tie(link)]
        for link in difference.links
    ]
    said = f"{counted(len(difference.pairs), 'pair')} linked for the first time."
    return {"said": [said], "header": ["year", "who", "kind", "tie"], "rows": rows}


def _within(link: Link, difference: Difference) -> list[str]:
    return [code for code in link.partners if code in difference.scope.members]


def _kind(link: Link, network: Network) -> str:
    return network.kinds[link.kind].label.lower() if link.kind in network.kinds else link.kind


def _tie(link: Link) -> str:
    return "strong" if link.strong else "weak"


def _notes(difference: Difference, who: str) -> list[str]:
    said = [f"{counted(difference.undated, 'undated link')} left out on both sides, because their year is unknown."]
    if difference.began:
        said.append(f"{counted(len(difference.began), who)} started between the two dates: {listed(difference.began)}.")
    said.append("Links that ended are not taken away. Missing knowledge is not absence.")
    return said


def json_text(difference: Difference) -> str:
    """Render the changes as JSON."""
    held = {
        "scope": scope_json(difference.scope),
        "earlier": difference.earlier,
        "later": difference.later,
        "before": measures_json(difference.before),
        "after": measures_json(difference.after),
        "new_links": [
            {
                "iri": link.iri,
                "partners": _within(link, difference),
                "kind": link.kind,
                "year": link.year,
                "strong": link.strong,
                "evidence": link.evidence,
            }
            for link in difference.links
        ],
        "new_pairs": difference.pairs,
        "newly_connected": difference.connected,
        "began": difference.began,
        "components_joined": difference.joined,
        "undated_left_out": difference.undated,
        "data_version": difference.data_version,
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"
