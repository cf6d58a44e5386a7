"""The amount of knowledge about a pair: what two organisations have in common on record, whatever their score.

A score measures how alike two organisations are on record; it does not measure how much is on record. One shared theme
makes two thin records as alike as possible. So the basis of a pair is counted separately: shared themes, shared goals
and targets, and common partners. Themes that half of all centres have distinguish nothing and are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sdggraph.analysis.features import View
from sdggraph.analysis.signal_registry import registered
from sdggraph.model.records import DERIVED, Contribution, Organisation
from sdggraph.model.suggestions import Knowledge

if TYPE_CHECKING:
    from sdggraph.analysis.feature_matrices import Codes, Columns

ENOUGH = 3  # things in common from which on a pair is more than chance; a judgement
WORK_LEADS = 0.5  # the share of the weights from which on common work decides the order
_TRACE = 1e-6  # the value of a reason that is not a thing in common; a million of them would add up to one


def knowledge(view: View, one: Organisation, other: Organisation) -> Knowledge:
    """Count what is known of a pair.

    `units` are the things in common: themes, goals and targets, partners. `has_reason` says whether their work has
    anything in common, if only a broader theme, a goal, or linked targets.
    """
    common = view.common_themes
    themes = set(one.themes) & set(other.themes) - common
    aims = _aims(one) & _aims(other)
    partners = view.ties.get(one.code, {}).keys() & view.ties.get(other.code, {}).keys()
    claims = [claim for claim in (*_claims(one), *_claims(other)) if claim.aim in aims]
    links = {
        link.iri: link
        for code in (one.code, other.code)
        for link in view.links_of.get(code, ())
        if not partners.isdisjoint(link.partners)
    }
    dated = sum(claim.since is not None for claim in claims) + sum(link.year is not None for link in links.values())
    units = len(themes) + len(aims) + len(partners)
    return Knowledge(
        themes=len(themes),
        contributions=len(claims),
        links=len(links),
        dated=dated,
        units=units,
        is_enough=units >= ENOUGH,
        has_reason=bool(units) or _near(view, one.code, other.code),
    )


def work_leads(weights: Mapping[str, float]) -> bool:
    """Whether signals of common work have half of the weights or more; then pairs with too little on record come
    last.
    """
    known = registered()
    return sum(weight for name, weight in weights.items() if known[name].is_work) >= WORK_LEADS


def columns(view: View, codes: Codes) -> Columns:
    """Return the knowledge of all pairs: the units, plus a trace for each reason that is no unit.

    A value is at least `ENOUGH` if enough is known of the pair, and above 0 if their work has anything in common.
    """
    from scipy import sparse

    from sdggraph.analysis.feature_matrices import Columns, vectors, vectors_on

    records = view.network.organisations
    shared = {code: set(records[code].themes) - view.common_themes for code in codes}
    units = [
        vectors({code: dict.fromkeys(shared[code], 1.0) for code in codes}, codes),
        vectors({code: dict.fromkeys(_aims(records[code]), 1.0) for code in codes}, codes),
        vectors({code: dict.fromkeys(view.ties.get(code, ()), 1.0) for code in codes}, codes),
    ]
    wider = {code: dict.fromkeys(view.themes.get(code, {}).keys() - view.common_themes, 1.0) for code in codes}
    traces = [
        vectors(wider, codes),
        vectors({code: dict.fromkeys(view.goals.get(code, ()), 1.0) for code in codes}, codes),
    ]
    entries = sorted({entry for code in codes for entry in view.targets.get(code, ())})
    bridged = vectors_on({code: dict.fromkeys(_bridged(view, code), 1.0) for code in codes}, codes, entries)
    own = vectors_on({code: dict.fromkeys(view.targets.get(code, ()), 1.0) for code in codes}, codes, entries)
    left = sparse.hstack([*units, *(_TRACE * each for each in (*traces, bridged))], format="csr")
    return Columns(left, sparse.hstack([*units, *traces, own], format="csr"))


def _near(view: View, one: str, other: str) -> bool:
    """Whether the two share a broader theme, a goal, or linked targets."""
    themes = view.themes.get(one, {}).keys() & view.themes.get(other, {}).keys() - view.common_themes
    goals = view.goals.get(one, {}).keys() & view.goals.get(other, {}).keys()
    return bool(themes or goals or _bridged(view, one) & view.targets.get(other, {}).keys())


def _bridged(view: View, code: str) -> set[str]:
    """Return the targets that are linked with a target of the organisation."""
    return {there for here in view.targets.get(code, ()) for there in view.closeness.get(here, ())}


def _claims(record: Organisation) -> list[Contribution]:
    return [claim for claim in record.contributions if claim.basis != DERIVED]


def _aims(record: Organisation) -> set[str]:
    return {claim.aim for claim in _claims(record)}
