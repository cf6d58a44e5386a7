"""A chain of cooperation as text, tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sdggraph.model.records import Link, Network
from sdggraph.model.structure import Chain, Step
from sdggraph.numbers import counted
from sdggraph.present.sections import Section, markdown, text
from sdggraph.present.text import csv_text

_HEADER = ["step", "from", "to", "kind", "year", "strong", "iri", "what", "evidence"]


def rendered(chain: Chain, network: Network, format: str) -> str:
    """Render the chain as table (text for a terminal), markdown, csv (a row for each link) or json."""
    if format == "json":
        return json_text(chain, network)
    if format == "csv":
        return csv(chain)
    return {"table": text, "markdown": markdown}[format](_sections(chain, network))


def _sections(chain: Chain, network: Network) -> list[Section]:
    ends = [f"{code}: {network.organisations[code].name}" for code in (chain.one, chain.other)]
    if not chain.steps:
        return [
            Section(f"No chain of cooperation from {chain.one} to {chain.other} on record", [*ends, *_nothing(chain)])
        ]
    heading = f"From {chain.one} to {chain.other} in {counted(len(chain.steps), 'step')}"
    items = [(_step(step, network), _evidence(step, network)) for step in chain.steps]
    return [Section(heading, ends), Section("The chain", items=items), Section("How it was chosen", _chosen(chain))]


def _step(step: Step, network: Network) -> str:
    return f"{step.one} and {step.other}, {network.organisations[step.other].name}"


def _evidence(step: Step, network: Network) -> list[str]:
    """Return a line for each link, its addresses below it, the best link first."""
    lines = []
    for link in step.links:
        what = "; ".join(link.what)
        lines.append(f"{_named(link, network)}{': ' if what else ''}{what}")
        lines += link.evidence or ["no evidence on record"]
    return lines


def _named(link: Link, network: Network) -> str:
    kind = network.kinds[link.kind].label.lower() if link.kind in network.kinds else link.kind
    when = str(link.year) if link.year else "undated"
    ended = f", until {link.end}" if link.end else ""
    return f"{kind}, {when}{ended}" + ("" if link.strong else " (weak tie: may mean no more than having met)")


def _chosen(chain: Chain) -> list[str]:
    through = "any organisation" if chain.scope.everyone else "centres"
    strong = " by strong links" if chain.scope.strong_only else ""
    if chain.equally_short == 1:
        return [f"The only chain of that length through {through}{strong}, and none is shorter."]
    return [
        f"One of {chain.equally_short:,} chains of that length through {through}{strong}, and none is shorter. Shown is"
        " the one with the fewest weak ties, then the fewest undated steps, then the latest years."
    ]


def _nothing(chain: Chain) -> list[str]:
    one, through = ("organisation", "organisations") if chain.scope.everyone else ("centre", "centres")
    strong = " of strong links" if chain.scope.strong_only else ""
    parts = [
        f"{code} is in a part of {counted(size, one, through)}" if size else f"{code} is linked to no {one}"
        for code, size in zip((chain.one, chain.other), chain.sizes, strict=True)
    ]
    said = [f"The two lie in different parts of the network{strong}: {parts[0]}, {parts[1]}."]
    if chain.with_everyone:
        said.append(
            f"Through hosts and partners there is a chain of {counted(chain.with_everyone, 'step')}: --all shows it."
        )
    return [*said, "Missing knowledge is not absence: a link that is not on record is not seen here."]


def csv(chain: Chain) -> str:
    """Render the chain as CSV: a row for each link of each step, the best link of a step first."""
    rows: list[Sequence[object]] = []
    for number, step in enumerate(chain.steps, start=1):
        for link in step.links:
            about = [link.kind, link.year or "", "yes" if link.strong else "no", link.iri]
            rows.append([number, step.one, step.other, *about, "; ".join(link.what), ";".join(link.evidence)])
    return csv_text(_HEADER, rows)


def json_text(chain: Chain, network: Network) -> str:
    """Render the chain as JSON; without a chain on record, the list of steps is empty."""
    held: dict[str, Any] = {
        "from": _end(chain.one, chain.sizes[0], network),
        "to": _end(chain.other, chain.sizes[1], network),
        "strong_only": chain.scope.strong_only,
        "everyone": chain.scope.everyone,
        "length": len(chain.steps) if chain.steps else None,
        "equally_short": chain.equally_short,
        "length_through_everyone": chain.with_everyone or None,
        "steps": [
            {"from": step.one, "to": step.other, "strong": step.strong, "links": [_link(link) for link in step.links]}
            for step in chain.steps
        ],
        "data_version": chain.data_version,
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _end(code: str, size: int, network: Network) -> dict[str, Any]:
    record = network.organisations[code]
    return {"code": code, "name": record.name, "iri": record.iri, "component": size}


def _link(link: Link) -> dict[str, Any]:
    return {
        "iri": link.iri,
        "kind": link.kind,
        "year": link.year,
        "end": link.end,
        "strong": link.strong,
        "what": link.what,
        "evidence": link.evidence,
    }
