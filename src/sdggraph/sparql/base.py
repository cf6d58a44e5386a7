"""Detection of queries and updates that need a base IRI although they can be parsed without one."""

from __future__ import annotations

import re
from typing import Final

_MAKES_IRIS: Final = re.compile(r"\b(?:IRI|URI)\b", re.IGNORECASE | re.ASCII)


def makes_iris(text: str) -> bool:
    """Whether the text may call IRI or URI, which resolve a relative IRI while the query runs (SPARQL 1.1, 17.4.2.8).

    >>> makes_iris('SELECT (IRI("rel") AS ?x) {}'), makes_iris("ASK { ?iris ?p ?o }")
    (True, False)
    """
    small = text.lower()  # most texts contain neither word, and this check takes a tenth of the time
    return ("iri" in small or "uri" in small) and _MAKES_IRIS.search(text) is not None
