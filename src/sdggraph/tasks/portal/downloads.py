"""The page of downloads on the server: the whole graph, in each form of RDF."""

from __future__ import annotations

from typing import Final

from sdggraph.publish.site.download_list import DatasetShown, Downloads, FileShown
from sdggraph.publish.site.publication import TITLE
from sdggraph.sparql.formats import DUMP_FORMATS
from sdggraph.tasks.portal.surroundings import surroundings
from sdggraph.tasks.source import Source

_GRAPH: Final = "The whole graph of the present data version, in six forms of RDF. Each address leads on to the file."
_TABLES: Final = "Lists of the API, for spreadsheets and data frames."


def downloads(source: Source) -> Downloads:
    """Return everything that the server offers as files."""
    graph = tuple(FileShown(f"data/latest.{each.extension}", each.name, "") for each in DUMP_FORMATS.values())
    tables = (
        FileShown("api/centres.csv?limit=1000", "Centres", ""),
        FileShown("api/coverage.csv", "Contributions by region and goal", ""),
        FileShown("api/network.graphml", "The network, for Gephi and NetworkX", ""),
    )
    shown = (
        DatasetShown("graph", TITLE, _GRAPH, None, graph),
        DatasetShown("tables", "Tables and the network", _TABLES, None, tables),
    )
    return Downloads(surroundings(source).date, source.network.version, shown)
