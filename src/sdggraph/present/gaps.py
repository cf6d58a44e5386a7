"""Gaps as text, tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sdggraph.messages import as_json, text
from sdggraph.model import gap_words
from sdggraph.model.gaps import CentreGaps, Count, Exemplar, Gap, GroupGap, GroupGaps, Lesson
from sdggraph.model.records import Network, Organisation
from sdggraph.model.standing_words import status_note
from sdggraph.present.text import clean, csv_text, markdown_cell, percent, wrapped

_EXEMPLARS, _ACTIVITIES = 2, 2  # on a page for people; the other formats have all
_TIES = {"strong": "already a partner", "weak": "already met"}


def rendered(gaps: CentreGaps | GroupGaps, network: Network, format: str) -> str:
    """Render the gaps of a centre, or of a part of the network, as table, json, csv or markdown."""
    if format == "json":
        held = _centre(gaps, network) if isinstance(gaps, CentreGaps) else _group(gaps, network)
        return json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return _csv(gaps, network)
    return _markdown(gaps, network) if format == "markdown" else _text(gaps, network)


def title(gaps: CentreGaps | GroupGaps) -> str:
    """Return the title of the page."""
    return clean(text(gap_words.title(gaps)))


def opening(gaps: CentreGaps | GroupGaps) -> list[str]:
    """Describe what was compared, in a few sentences."""
    return list(map(text, gap_words.opening(gaps)))


def closing(gaps: CentreGaps | GroupGaps) -> list[str]:
    """Explain how the lists were made, in a few sentences."""
    return list(map(text, gap_words.closing(gaps)))


def _sections(gaps: CentreGaps | GroupGaps) -> list[tuple[str, str, Sequence[Gap | GroupGap]]]:
    """Return the lists of a page: key, heading, gaps."""
    if isinstance(gaps, GroupGaps):
        return [("group", "", gaps.found)]
    code = gaps.organisation.code
    return [
        ("nearby", f"Targets that its nearest centres serve and {code} does not, by their support", gaps.nearby),
        ("linked", f"Targets close in topic to its own that {code} does not serve, the nearest first", gaps.linked),
    ]


def _text(gaps: CentreGaps | GroupGaps, network: Network) -> str:
    lines = [title(gaps)]
    for sentence in opening(gaps):
        lines += wrapped(sentence)
    for _, heading, found in _sections(gaps):
        lines += ["", clean(heading)] if heading else []
        lines += [] if found else ["", "  None on record."]
        unserved = next((gap for gap in found if isinstance(gap, Gap) and not gap.contributors), None)
        for gap in found:
            lines += ["", "No centre on record contributes to these yet:"] if gap is unserved else []
            lines += ["", *_gap(gap, network)]
    lines.append("")
    for sentence in closing(gaps):
        lines += wrapped(sentence)
    return "\n".join(lines) + "\n"


def _gap(gap: Gap | GroupGap, network: Network) -> list[str]:
    score = f"{gap.score:.3f}  " if isinstance(gap, Gap) else ""
    lines = wrapped(f"{gap.rank:>2}. {score}{gap.aim.key} {gap.aim.label}", hang=4)
    lines += wrapped(_explained(gap).replace(" %", "\u00a0%"), indent=4, hang=6)
    if isinstance(gap, GroupGap) and gap.elsewhere.centres:
        lines += wrapped(f"elsewhere: {_regions(gap)}", indent=4, hang=6)
    for exemplar in gap.exemplars[:_EXEMPLARS]:
        lines += wrapped(f"learn from {_who(exemplar, network)}", indent=4, hang=6)
        for claim in exemplar.contributions[:_ACTIVITIES]:
            lines += wrapped(f"{claim.basis}: {claim.activity or 'activity not on record'}", indent=6, hang=8)
            lines += [clean(f"        {page}") for page in claim.evidence[:1]]  # in full, so that it can be followed
        for lesson in exemplar.lessons[:1]:
            lines += wrapped(f"project: {_project(lesson)}", indent=6, hang=8)
    more = gap.exemplars[_EXEMPLARS:]
    if more:
        lines += wrapped(f"also {', '.join(each.organisation.code for each in more)}", indent=4, hang=6)
    return lines


def _explained(gap: Gap | GroupGap) -> str:
    return gap.sentence if isinstance(gap, Gap) else f"{gap.sentence}; by chance {percent(gap.chance)}"


def _regions(gap: GroupGap) -> str:
    return ", ".join(f"{label} {len(count.centres)} of {count.of}" for label, count in gap.by_region)


def _who(exemplar: Exemplar, network: Network) -> str:
    record = exemplar.organisation
    land = network.countries.get(record.country)
    notes = [land.name if land else "", f"similarity {exemplar.similarity:.2f}", _TIES.get(exemplar.tie, "")]
    notes.append(f"most like {exemplar.nearest} of this group" if exemplar.nearest else "")
    return f"{record.code}, {record.name} ({', '.join(note for note in notes if note)})"


def _project(lesson: Lesson) -> str:
    start, end = lesson.project.start[:4], lesson.project.end[:4]
    years = f" ({start}–{end})" if start != end and (start or end) else f" ({start})" if start else ""
    return f"{lesson.project.name}{years}; {lesson.how}"


def _markdown(gaps: CentreGaps | GroupGaps, network: Network) -> str:
    lines = [f"# {markdown_cell(title(gaps))}", "", *(f"- {markdown_cell(sentence)}" for sentence in opening(gaps))]
    for _, heading, found in _sections(gaps):
        lines += ["", f"## {markdown_cell(heading)}"] if heading else []
        lines += ["", "| Rank | Aim | Why | Learn from |", "| ---: | --- | --- | --- |"]
        for gap in found:
            score = f"{gap.score:.3f}: " if isinstance(gap, Gap) else ""
            aim, why = f"{gap.aim.key} {gap.aim.label}", score + _explained(gap)
            who = "<br>".join(markdown_cell(_taught(each, network)) for each in gap.exemplars[:_EXEMPLARS])
            lines.append(f"| {gap.rank} | {markdown_cell(aim)} | {markdown_cell(why)} | {who} |")
    return "\n".join([*lines, "", *(clean(sentence) for sentence in closing(gaps)), ""])


def _taught(exemplar: Exemplar, network: Network) -> str:
    claim = exemplar.contributions[0]
    project = f" Project: {_project(exemplar.lessons[0])}." if exemplar.lessons else ""
    activity = claim.activity or "activity not on record"
    source = f" ({claim.evidence[0]})" if claim.evidence else ""
    return f"{_who(exemplar, network)}. {claim.basis.capitalize()}: {activity}{source}.{project}"


_PLACE = ("list", "rank", "aim", "label")
_GAP = (*_PLACE, "score", "sentence")
_GROUP_GAP = (*_PLACE, "inside", "inside_of", "elsewhere", "elsewhere_of", "deficit", "chance", "sentence")
_WHO = ("exemplar", "exemplar_name", "exemplar_country", "similarity", "share", "tie", "nearest")
_EXEMPLAR = (*_WHO, "stated", "inferred", "contributions", "evidence", "projects")


def _csv(gaps: CentreGaps | GroupGaps, network: Network) -> str:
    """Write one row for each gap and exemplar, and one for a gap without exemplars; values are joined by ' ; '."""
    header = [*(_GAP if isinstance(gaps, CentreGaps) else _GROUP_GAP), *_EXEMPLAR]
    rows: list[Sequence[object]] = []
    for name, _, found in _sections(gaps):
        for gap in found:
            first: list[object] = [name, gap.rank, gap.aim.key, gap.aim.label]
            if isinstance(gap, Gap):
                first += [gap.score]
            else:
                first += [len(gap.inside.centres), gap.inside.of, len(gap.elsewhere.centres), gap.elsewhere.of]
                first += [gap.deficit, gap.chance]
            first.append(gap.sentence)
            rows += [[*first, *_columns(each, network)] for each in gap.exemplars]
            rows += [] if gap.exemplars else [[*first, *[""] * len(_EXEMPLAR)]]
    return csv_text(header, rows)


def _columns(exemplar: Exemplar, network: Network) -> list[object]:
    record, claims = exemplar.organisation, exemplar.contributions
    land = network.countries.get(record.country)
    stated = sum(claim.basis == "stated" for claim in claims)
    return [
        *(record.code, record.name, land.name if land else "", exemplar.similarity, exemplar.share),
        *(exemplar.tie, exemplar.nearest, stated, len(claims) - stated),
        " ; ".join(claim.iri for claim in claims),
        " ; ".join(_unique(page for claim in claims for page in claim.evidence)),
        " ; ".join(lesson.project.iri for lesson in exemplar.lessons),
    ]


def _unique(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _centre(gaps: CentreGaps, network: Network) -> dict[str, Any]:
    def linked(gap: Gap) -> dict[str, Any]:
        links = [
            {"iri": link.iri, "target": next(end for end in link.targets if end != gap.aim.key), "weight": link.weight}
            for link in gap.links
        ]
        return {**_told(gap, network), "score": gap.score, "contributors": gap.contributors, "links": links}

    return {
        "title": title(gaps),
        "organisation": _short(gaps.organisation, network),
        "thin_profile": gaps.thin,
        "targets_served": list(gaps.served),
        "goals_named_as_a_whole": list(gaps.goals_only),
        "neighbours": [
            {
                **_short(each.organisation, network),
                "similarity": each.similarity,
                "theme": each.theme,
                "goals": each.goals,
                "tie": each.tie or None,
            }
            for each in gaps.neighbours
        ],
        "nearby_total": gaps.nearby_total,
        "nearby": [linked(gap) for gap in gaps.nearby],
        "linked_total": gaps.linked_total,
        "linked": [linked(gap) for gap in gaps.linked],
        **_origin(gaps),
    }


def _group(gaps: GroupGaps, network: Network) -> dict[str, Any]:
    def told(count: Count) -> dict[str, Any]:
        return {"centres": list(count.centres), "of": count.of, "share": round(count.share, 6)}

    return {
        "title": title(gaps),
        "filters": dict(gaps.filters),
        "level": gaps.level,
        "centres": list(gaps.centres),
        "nothing_on_record": list(gaps.silent),
        "centres_elsewhere": gaps.elsewhere,
        "total": gaps.total,
        "gaps": [
            {
                **_told(gap, network),
                "inside": told(gap.inside),
                "elsewhere": told(gap.elsewhere),
                "deficit": gap.deficit,
                "chance": gap.chance,
                "by_region": {label: told(count) for label, count in gap.by_region},
            }
            for gap in gaps.found
        ],
        **_origin(gaps),
    }


def _told(gap: Gap | GroupGap, network: Network) -> dict[str, Any]:
    return {
        "rank": gap.rank,
        "aim": gap.aim.key,
        "label": gap.aim.label,
        "iri": gap.aim.iri,
        "sentence": gap.sentence,
        "message": as_json(gap.message),
        "exemplars": [_exemplar(each, network) for each in gap.exemplars],
    }


def _exemplar(exemplar: Exemplar, network: Network) -> dict[str, Any]:
    return {
        **_short(exemplar.organisation, network),
        "similarity": exemplar.similarity,
        "share": exemplar.share,
        "tie": exemplar.tie or None,
        "nearest": exemplar.nearest or None,
        "contributions": [
            {
                "iri": claim.iri,
                "aim": claim.aim,
                "basis": claim.basis,
                "activity": claim.activity,
                "evidence": list(claim.evidence),
            }
            for claim in exemplar.contributions
        ],
        "projects": [
            {
                "iri": lesson.project.iri,
                "name": lesson.project.name,
                "start": lesson.project.start or None,
                "end": lesson.project.end or None,
                "how": lesson.how,
                "message": as_json(lesson.message),
                "evidence": list(lesson.project.evidence),
            }
            for lesson in exemplar.lessons
        ],
    }


def _origin(gaps: CentreGaps | GroupGaps) -> dict[str, Any]:
    messages = [*gap_words.opening(gaps), *gap_words.closing(gaps)]
    notes = {"notes": list(map(text, messages)), "messages": list(map(as_json, messages))}
    return {**notes, "method": gaps.method, "data_version": gaps.data_version}


def _short(record: Organisation, network: Network) -> dict[str, Any]:
    land = network.countries.get(record.country)
    name = {"code": record.code, "name": record.name, "country": land.name if land else ""}
    return {**name, "iri": record.iri, "status": status_note(record)}
