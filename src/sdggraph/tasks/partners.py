"""Partner suggestions, and the explanation of a pair."""

from __future__ import annotations

from collections.abc import Collection
from typing import Unpack

from sdggraph import present, rdf
from sdggraph.analysis import partners
from sdggraph.errors import BadParameter
from sdggraph.model.records import Network
from sdggraph.model.suggestions import Pair, Suggestions
from sdggraph.tasks.centres import filtered, of_sector
from sdggraph.tasks.lookup import find_organisation
from sdggraph.tasks.memo import view_of
from sdggraph.tasks.options import completed
from sdggraph.tasks.questions import CandidatesQuestion, MeasureQuestion, PartnersQuestion
from sdggraph.tasks.source import Source, not_suggested
from sdggraph.tasks.values import read_weights, year_of

__all__ = ["candidates", "explain", "measure", "read_weights", "suggest_partners", "suggestions_as_turtle", "year_of"]


def suggest_partners(source: Source, words: str, **asked: Unpack[PartnersQuestion]) -> Suggestions:
    """Return the centres most worth a conversation with an organisation, best first, each with its reasons.

    `words` is a code, an acronym or a name. The filters limit the candidates: centres of a region, with a theme (or a
    narrower one), with a goal or target, of a group of countries. Own weights replace those of the mode `by`. With
    `as_of` (a year or a day), only what was known by the end of that year counts.

    Raises NotFound for an unknown organisation, region, theme, goal or group. Raises BadParameter for an unknown mode
    or signal, for weights that are negative or all zero, for a limit below 1, or for an invalid date.
    """
    question = completed(PartnersQuestion, asked)
    network = with_wishes(source.network, question)
    record = find_organisation(network, words)
    return partners.suggest(
        view_of(source) if network is source.network else network,
        record.code,
        limit=question["limit"],
        include_current=question["include_current"],
        among=candidates(source, question),
        **measure(question),
    )


def explain(source: Source, words: str, others: str, **asked: Unpack[MeasureQuestion]) -> Pair:
    """Explain why two organisations go together, or why not: every signal with its facts, and the rank of the pair.

    Raises the errors of `suggest_partners`, and BadParameter when both are the same.
    """
    question = completed(MeasureQuestion, asked)
    one, other = find_organisation(source.network, words), find_organisation(source.network, others)
    if one.code == other.code:
        raise BadParameter(f"Both are {one.code}.", "Name two organisations.")
    return partners.explain(view_of(source), one.code, other.code, **measure(question))


def with_wishes(network: Network, question: PartnersQuestion) -> Network:
    """Return the network without the organisations that this question excludes, beside the operator's. Raises
    NotFound.
    """
    codes = question["exclude"] or ()
    return network._replace(not_suggested=not_suggested(network, [(code,) for code in codes])) if codes else network


def measure(question: MeasureQuestion) -> partners.Measure:
    """Convert the options of a question to the `Measure` of the analysis."""
    # both have been converted by now
    return {"mode": question["by"], "weights": question["weights"], "as_of": question["as_of"]}  # type: ignore[typeddict-item]


def candidates(source: Source, question: CandidatesQuestion) -> Collection[str] | None:
    """Return the codes of the centres that may be suggested; None if all may be. Raises NotFound."""
    filters = {
        "region": question["in_region"],
        "theme": question["theme"],
        "goal": question["goal"],
        "country_group": question["country_group"],
    }
    if not any(filters.values()) and not question["sector"]:
        return None
    found = filtered(source.network, **filters)
    return {record.code for record in of_sector(source.network, found, question["sector"])}


def suggestions_as_turtle(suggestions: Suggestions) -> str:
    """Return the list as canonical Turtle: sg:Suggestion, each with its reasons and the statements it was derived
    from.
    """
    content = present.turtle.PREFIXES + present.partners.turtle(suggestions)
    return rdf.canonical(content.encode(), "the suggestions").decode()
