"""The engine's own formats, looked up in the table of formats."""

from __future__ import annotations

import pyoxigraph as ox

from sdggraph.sparql.formats import Format


def rdf_format(form: Format) -> ox.RdfFormat:
    """Return the engine's format for a graph.

    >>> from sdggraph.sparql.formats import TURTLE
    >>> rdf_format(TURTLE) == ox.RdfFormat.TURTLE
    True
    """
    found: ox.RdfFormat = getattr(ox.RdfFormat, form.engine)
    return found


def results_format(form: Format) -> ox.QueryResultsFormat:
    """Return the engine's format for rows and booleans.

    >>> from sdggraph.sparql.formats import CSV
    >>> results_format(CSV) == ox.QueryResultsFormat.CSV
    True
    """
    found: ox.QueryResultsFormat = getattr(ox.QueryResultsFormat, form.engine)
    return found
