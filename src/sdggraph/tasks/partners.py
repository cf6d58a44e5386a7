"""Who is worth a conversation, and why or why not."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from sdggraph import present, rdf
from sdggraph.analysis import partners
from sdggraph.analysis.signals import SIGNALS
from sdggraph.errors import BadParameter
from sdggraph.model.suggestions import Pair, Suggestions
from sdggraph.tasks.centres import filtered
from sdggraph.tasks.lookup import find_organisation, nearest
from sdggraph.tasks.source import Source


def suggest_partners(
    source: Source,
    words: str,
    *,
    by: str = "blend",
    weights: Mapping[str, float] | None = None,
    limit: int | None = 10,
    include_current: bool = False,
    in_region: str | None = None,
    theme: str | None = None,
    goal: str | None = None,
    country_group: str | None = None,
    as_of: str | int | None = None,
) -> Suggestions:
    """The centres most worth a conversation with an organisation, best first, each with its reasons.

    `words` is a code, an acronym or a name. The filters say who may be suggested: centres of a region,
    with a theme (or a narrower one), with a goal or target, of a group of countries. Weights of one's
    own take the place of the mode `by`. With `as_of` (a year or a day), only what was known by the end
    of that year counts.

    Raises NotFound for an unknown organisation, region, theme, goal or group, and BadParameter for an
    unknown mode or signal, weights that are negative or all zero, a limit below 1, or no date.
    """
    check_mode(by)
    if limit is not None and limit < 1:
        raise BadParameter(f"A limit of {limit} leaves nothing.", "Ask for at least 1.")
    record = find_organisation(source.network, words)
    return partners.suggest(
        source.network,
        record.code,
        mode=by,
        weights=check_weights(weights),
        limit=limit,
        include_current=include_current,
        among=_among(source, in_region, theme, goal, country_group),
        as_of=year_of(as_of),
    )


def explain(
    source: Source,
    words: str,
    others: str,
    *,
    by: str = "blend",
    weights: Mapping[str, float] | None = None,
    as_of: str | int | None = None,
) -> Pair:
    """Why two organisations go together, or why not: every signal with its facts, and where the pair ranks.

    Raises as `suggest_partners`, and BadParameter when both are the same.
    """
    check_mode(by)
    one, other = find_organisation(source.network, words), find_organisation(source.network, others)
    if one.code == other.code:
        raise BadParameter(f"Both are {one.code}.", "Name two organisations.")
    year = year_of(as_of)
    return partners.explain(source.network, one.code, other.code, mode=by, weights=check_weights(weights), as_of=year)


def suggestions_as_turtle(suggestions: Suggestions) -> str:
    """The list as canonical Turtle: sg:Suggestion, each with its reasons and what it was derived from."""
    content = present.turtle.PREFIXES + present.partners.turtle(suggestions)
    return rdf.canonical(content.encode(), "the suggestions").decode()


def read_weights(text: str) -> dict[str, float]:
    """Weights as people write them: signal=number, with commas between.

    >>> read_weights("theme=2, region=0.5")
    {'theme': 2.0, 'region': 0.5}
    """
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, sign, number = part.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign:
            raise BadParameter(f"{part!r} is no weight.", "Write, for example, theme=2,region=0.5.")
    return found


def check_mode(by: str) -> None:
    """Raise BadParameter for a mode that there is not."""
    if by not in partners.MODES:
        raise BadParameter(f"There is no mode {by!r}.", f"Choose one of: {', '.join(partners.MODES)}.")


def check_weights(weights: Mapping[str, float] | None) -> Mapping[str, float] | None:
    """The weights, if they name known signals and are finite, not negative and not all zero; else BadParameter."""
    if weights is None:
        return None
    for name, weight in weights.items():
        if name not in SIGNALS:
            near = nearest(name, SIGNALS)
            remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(SIGNALS)}."
            raise BadParameter(f"There is no signal {name!r}.", remedy)
        if not math.isfinite(weight) or weight < 0:
            raise BadParameter(f"A weight of {weight} for {name} makes no sense.", "Weights are 0 or more.")
    if not any(weights.values()):
        raise BadParameter("All weights are zero.", "Give at least one signal a weight.")
    return weights


def year_of(date: str | int | None) -> int | None:
    """The year of a date such as 2016, 2016-05 or 2016-05-15; None for None. Raises BadParameter.

    >>> year_of("2016-05-15"), year_of(None)
    (2016, None)
    """
    if date is None:
        return None
    found = re.fullmatch(r"([12][0-9]{3})(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", str(date))
    if found is None:
        raise BadParameter(f"{date!r} is no date.", "Write a year or a day: 2016 or 2016-05-18.")
    return int(found[1])


def _among(
    source: Source, region: str | None, theme: str | None, goal: str | None, group: str | None
) -> Collection[str] | None:
    if not (region or theme or goal or group):
        return None
    found = filtered(source.network, region=region, theme=theme, goal=goal, country_group=group)
    return {record.code for record in found}
