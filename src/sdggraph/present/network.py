"""The structure of the network as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sdggraph.messages import Message, Names, as_json, message, msgid, sentences
from sdggraph.messages import text as english
from sdggraph.model.records import Network
from sdggraph.model.structure import Broker, Community, Group, Measures, Scope, Structure
from sdggraph.numbers import counted
from sdggraph.present.sections import Section, listed, markdown, text

_ROWS = {  # the names of the measures, in their order
    "links": msgid("links"),
    "pairs": msgid("linked pairs"),
    "isolated": msgid("isolated organisations"),
    "components": msgid("components of two or more"),
    "largest": msgid("organisations in the largest"),
    "density": msgid("density"),
    "clustering": msgid("clustering"),
    "between_regions": msgid("links between regions"),
    "core": msgid("innermost core, k"),
}
_WORDS = (
    "Density: linked pairs of all possible pairs. Clustering: how often two partners of one centre are partners"
    " themselves. Links between regions: of the links whose partners' UNESCO regions are known. Innermost core: a"
    " group in which each has at least k partners."
)


def rendered(structure: Structure, network: Network, format: str) -> str:
    """Render the report as table (text for a terminal), markdown or json."""
    if format == "json":
        return json_text(structure, network)
    return {"table": text, "markdown": markdown}[format](_sections(structure, network))


def _sections(structure: Structure, network: Network) -> list[Section]:
    return [
        _whole(structure, network),
        _communities(structure),
        _brokers(structure),
        _isolated(structure, network),
        _groups("By UNESCO region", "region", structure, structure.regions),
        _groups(
            "By theme, narrower themes included", "theme", structure, [each for each in structure.themes if each.broad]
        ),
        Section("What this rests on", [_COLUMNS, *left_out(structure), _KNOWN]),
    ]


_COLUMNS = (
    "In the tables: links inside a region or theme and to others outside, strong + weak; density inside; how many"
    " have no link inside; how many have none at all."
)
_BROKERS = "Brokers, on many of the shortest chains between others"
_KNOWN = "Only what is on record counts: missing knowledge is not absence. `sdggraph path A B` shows a chain."


def _whole(structure: Structure, network: Network) -> Section:
    strong = [(kind, count) for kind, is_strong, count in structure.kinds if is_strong]
    weak = [(kind, count) for kind, is_strong, count in structure.kinds if not is_strong]
    said = [f"{people(structure.scope).capitalize()}; {counted(structure.all.links, 'link')} between them on record."]
    if strong:
        said.append(f"{counted(_total(strong), 'strong link')}: {_kinds(strong, network)}.")
    if weak:
        said.append(f"{counted(_total(weak), 'weak tie')}, which may mean no more than having met: told apart below.")
    rows = measure_rows([structure.all] if structure.scope.strong_only else [structure.all, structure.strong])
    header = ["", "strong links"] if structure.scope.strong_only else ["", "all links", "strong only"]
    return Section(title(structure.scope), said, header, rows, notes=[_WORDS])


def measure_rows(columns: Sequence[Measures]) -> list[list[object]]:
    """Return a row for each measure, with a column for each network."""
    return [[label, *(_measure(getattr(each, name)) for each in columns)] for name, label in _ROWS.items()]


def _measure(value: Any) -> str:
    value = value.value if hasattr(value, "of") else value
    return "-" if value is None else f"{value * 100:.1f} %" if isinstance(value, float) else f"{value:,}"


def _communities(structure: Structure) -> Section:
    who = _noun(structure.scope)
    said = ["None: no link is on record."] if not structure.communities else []
    items = [
        (
            f"{each.name}: {counted(len(each.members), who)}, {counted(each.inside, 'link')} inside,"
            f" {each.out} to others",
            [", ".join(each.members)],
        )
        for each in structure.communities
    ]
    notes = []
    if structure.modularity is not None:
        notes.append(
            f"Found by Louvain's method from the links alone (modularity {structure.modularity:.2f}), a strong link"
            " counting more than a weak one; named by the themes and the region that are typical of their members."
        )
    if structure.core:
        notes.append(
            f"The innermost core, each with {structure.all.core} or more partners in it: {listed(structure.core)}."
        )
    heading = "Communities: groups that cooperate more with each other than with the rest"
    return Section(heading, said, items=items, notes=notes)


def _brokers(structure: Structure) -> Section:
    if not structure.brokers:
        return Section(_BROKERS, ["None: no shortest chain leads through a third organisation."])
    items = [
        (
            f"{each.code}: betweenness {each.betweenness:.3f}"
            + ("" if structure.scope.strong_only else f", by strong links only {each.betweenness_strong:.3f}"),
            [english(broker_message(each, structure.scope, structure.communities))],
        )
        for each in structure.brokers
    ]
    notes = ["Betweenness is estimated from a fixed sample, because there are so many."] if structure.estimated else []
    return Section(_BROKERS, items=items, notes=notes)


def broker_message(broker: Broker, scope: Scope, communities: Sequence[Community]) -> Message:
    """Describe the partners that a broker connects."""
    ties = [message("count.partners-strong", count=broker.strong)]
    ties += [message("count.weak", count=broker.weak)] if not scope.strong_only else []
    names: dict[str, Message | str] = {each.name: each.message for each in communities}
    around = [
        message("broker.community", name=names.get(name, name), partners=_named(codes, 3))
        for name, codes in broker.connects
    ]
    said = [
        message("broker.chains", percent=round(broker.betweenness * 100)),
        message("broker.ties", ties=Names(tuple(ties), style="and")),
        message("broker.connects", community=around[0], others=Names(tuple(around[1:]), style="and"))
        if around[1:]
        else message("broker.connects-within", community=around[0]),
    ]
    if broker.cut_off:
        gone = [code for part in broker.cut_off for code in part]
        said.append(message("broker.cut-off", codes=_named(gone, 8)))
    return sentences(said)


def _named(codes: Sequence[str], most: int) -> Names:
    """Return the first ones of many codes, as `listed` does."""
    shown = tuple(codes if len(codes) <= most + 1 else codes[:most])
    return Names(shown, len(codes) - len(shown), "and")


def _isolated(structure: Structure, network: Network) -> Section:
    who = _noun(structure.scope)
    centres = [each for each in structure.isolated if network.organisations[each.code].is_centre]
    others = len(structure.isolated) - len(centres)
    elsewhere = [f"{each.code} ({each.elsewhere})" for each in centres if each.elsewhere]
    alone = [each.code for each in centres if not each.elsewhere]
    said = [f"{counted(len(structure.isolated), f'isolated {who}')}: without a link to another {who} on record."]
    if elsewhere:
        said.append(f"Linked to hosts and partners only (number of links in brackets): {listed(elsewhere)}.")
    if alone:
        said.append(f"With no link on record at all: {listed(alone)}.")
    if others:
        said.append(f"{counted(others, 'of them is a host or partner', 'of them are hosts and partners')}.")
    if structure.only_outside:
        outside = listed([f"{each.code} ({each.elsewhere})" for each in structure.only_outside], 40)
        more = f"{counted(len(structure.only_outside), f'further {who}')} linked outside this part only"
        said.append(f"{more} (number of links in brackets): {outside}.")
    if structure.only_weak:
        weak = listed(structure.only_weak, 40)
        said.append(f"{counted(len(structure.only_weak), who)} linked by weak ties alone: {weak}.")
    said += [f"Linked, but only among themselves: {listed(part, 40)}." for part in structure.components[1:]]
    return Section(f"Isolated {who}s", said)


def _groups(heading: str, noun: str, structure: Structure, groups: Sequence[Group]) -> Section:
    header = [noun, f"{_noun(structure.scope)}s", "inside", "outside", "density", "none inside", "isolated"]
    strong_only = structure.scope.strong_only
    rows = [
        [
            group.label,
            len(group.members),
            _both(group.strong, group.weak, strong_only),
            _both(group.strong_out, group.weak_out, strong_only),
            _measure(group.density),
            len(group.alone),
            len(group.isolated),
        ]
        for group in groups
    ]
    return Section(heading, [] if rows else ["None on record."], header, rows)


def _both(strong: int, weak: int, strong_only: bool) -> str:
    return f"{strong:,}" if strong_only else f"{strong:,} + {weak:,}"


def left_out_messages(structure: Structure) -> list[Message]:
    """Describe what a date leaves out; empty without a date."""
    scope, out = structure.scope, structure.left_out
    if scope.as_of is None:
        return []
    held = [message("left-out.later", count=out.later), message("left-out.undated", count=out.undated)]
    if out.younger:
        key = "left-out.organisations" if scope.everyone else "left-out.centres"
        held.append(message(key, count=len(out.younger), codes=_named(out.younger, 12)))
    return [message("left-out", year=str(scope.as_of), what=tuple(held))]


def left_out(structure: Structure) -> list[str]:
    """Return the same in English."""
    return list(map(english, left_out_messages(structure)))


def title_message(scope: Scope) -> Message:
    """Return the title of the part of the network."""
    parts: list[Message | str] = [each for each in (scope.region, scope.theme) if each]
    parts += [message("network.strong-only")] if scope.strong_only else []
    parts += [message("network.as-of", year=str(scope.as_of))] if scope.as_of else []
    return message("network.part", parts=tuple(parts)) if parts else message("network.whole")


def title(scope: Scope) -> str:
    """Return the same in English."""
    return english(title_message(scope))


def people(scope: Scope) -> str:
    """Describe who is counted."""
    if scope.everyone:
        return f"{counted(len(scope.members), 'organisation')}: centres, hosts and partners"
    return f"{counted(len(scope.members), 'centre')} of category 1, category 2 or affiliated"


def _noun(scope: Scope) -> str:
    return "organisation" if scope.everyone else "centre"


def _kinds(kinds: Sequence[tuple[str, int]], network: Network) -> str:
    labels = {kind: network.kinds[kind].label.lower() if kind in network.kinds else kind for kind, _ in kinds}
    return ", ".join(f"{labels[kind]} {count}" for kind, count in kinds)


def _total(kinds: Sequence[tuple[str, int]]) -> int:
    return sum(count for _, count in kinds)


def json_text(structure: Structure, network: Network) -> str:
    """Render the report as JSON: everything, including every theme; shares from 0 to 1."""
    held = {
        "scope": scope_json(structure.scope),
        "left_out": structure.left_out._asdict(),
        "kinds": [{"kind": kind, "strong": strong, "links": count} for kind, strong, count in structure.kinds],
        "all_links": measures_json(structure.all),
        "strong_links": measures_json(structure.strong),
        "components": structure.components,
        "isolated": [
            {"code": each.code, "name": network.organisations[each.code].name, "links_elsewhere": each.elsewhere}
            for each in structure.isolated
        ],
        "linked_outside_only": [
            {"code": each.code, "name": network.organisations[each.code].name, "links_elsewhere": each.elsewhere}
            for each in structure.only_outside
        ],
        "linked_by_weak_ties_only": structure.only_weak,
        "modularity": structure.modularity,
        "communities": [_community(each) for each in structure.communities],
        "brokers": [_broker(each, structure) for each in structure.brokers],
        "betweenness_estimated": structure.estimated,
        "core": structure.core,
        "regions": [_group(group) for group in structure.regions],
        "themes": [_group(group) for group in structure.themes],
        "data_version": structure.data_version,
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def scope_json(scope: Scope) -> dict[str, Any]:
    """Return the scope, with the codes of its members."""
    held = scope._asdict()
    del held["circle"]
    return {**held, "region": scope.region or None, "theme": scope.theme or None}


def measures_json(measures: Measures) -> dict[str, Any]:
    """Return the measures by name."""
    between = {**measures.between_regions._asdict(), "share": measures.between_regions.value}
    return {**measures._asdict(), "between_regions": between}


def _community(each: Community) -> dict[str, Any]:
    return {"name": each.name, "members": each.members, "links_inside": each.inside, "links_out": each.out}


def _broker(each: Broker, structure: Structure) -> dict[str, Any]:
    connects = [{"community": name, "partners": codes} for name, codes in each.connects]
    why = broker_message(each, structure.scope, structure.communities)
    return {**each._asdict(), "connects": connects, "sentence": english(why), "message": as_json(why)}


def _group(group: Group) -> dict[str, Any]:
    return group._asdict()
