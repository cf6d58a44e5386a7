"""What every part of a publication is made from."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.model.records import Network
from sdggraph.publish.site.licence_registry import CC_BY, Licence
from sdggraph.sparql.interface import Store

PUBLISHER: Final = "sdggraph"
TITLE: Final = "UNESCO science centres and the Sustainable Development Goals"
_DATES: Final = """
SELECT (MAX(?date) AS ?latest) {
  ?thing dcterms:created|dcterms:modified ?date FILTER(datatype(?date) = xsd:date)
}"""
_START: Final = "1970-01-01"  # of a graph without any date


class PublicationContext(NamedTuple):
    """The graph, and how the publication speaks of itself."""

    store: Store
    network: Network
    ontology: Path  # folder of the ontology, its shapes, schemes and rules
    base: str  # where the folder will be found on the web, ending in a slash
    endpoint: str  # the SPARQL endpoint, or empty
    date: str  # of the data: the latest day that any statement was made, as YYYY-MM-DD
    publisher: str = PUBLISHER  # who publishes the folder
    since: Path | None = None  # an older state of the data, whose changes are told
    bom: bool = False  # whether CSV files begin with a byte order mark, for spreadsheet programs
    contact: str = ""  # an address for questions: a mail address or a page; the folder itself if empty
    licence: Licence = CC_BY  # of the data; terms, shapes and schemes keep their own (see `licences`)

    @property
    def version(self) -> str:
        """The data version."""
        return self.network.version

    @property
    def contact_page(self) -> str:
        """A page for questions, which is the folder itself unless another one is named."""
        return self.contact if "://" in self.contact else self.base

    def address(self, path: str) -> str:
        """Where a file of the publication will be found."""
        return self.base + path


def date_of(store: Store) -> str:
    """The latest day on which a statement of the graph was made or changed.

    The date of a publication is the date of its data, so that the same data give the same bytes on any day.
    """
    [row] = store.query(_DATES).rows()
    return row.get("latest", _START)


def default_base() -> str:
    """Where the publication will be found if nobody says so."""
    return f"{vocab.BASE.removesuffix('id/')}publication/"
