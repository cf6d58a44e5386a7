"""Who is worth a conversation."""

from __future__ import annotations

from sdggraph import present, store
from sdggraph.analysis import partners
from sdggraph.errors import BadParameter
from sdggraph.model.suggestions import Suggestions
from sdggraph.tasks.names import find_organisation
from sdggraph.tasks.source import Source


def suggest_partners(
    source: Source,
    words: str,
    *,
    by: str = "blend",
    limit: int | None = 10,
    include_current: bool = False,
) -> Suggestions:
    """The centres most worth a conversation with an organisation, best first, each with its reasons.

    `words` is a code, an acronym or a name. Raises NotFound for an unknown organisation, and
    BadParameter for an unknown mode or a limit below 1.
    """
    if by not in partners.MODES:
        raise BadParameter(f"There is no mode {by!r}.", f"Choose one of: {', '.join(partners.MODES)}.")
    if limit is not None and limit < 1:
        raise BadParameter(f"A limit of {limit} leaves nothing.", "Ask for at least 1.")
    network = source.network
    record = find_organisation(network, words)
    return partners.suggest(network, record.code, mode=by, limit=limit, include_current=include_current)


def suggestions_as_turtle(suggestions: Suggestions) -> str:
    """The list as canonical Turtle: sg:Suggestion, each with its reasons and what it was derived from."""
    content = present.turtle.PREFIXES + present.partners.turtle(suggestions)
    return store.canonical(content.encode(), "the suggestions").decode()
