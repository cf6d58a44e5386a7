"""The context from which every part of a publication is made."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.model.data_date import date_of as date_of
from sdggraph.model.records import Network
from sdggraph.publish.site.licence_registry import CC_BY, Licence
from sdggraph.sparql.interface import Store

PUBLISHER: Final = "sdggraph"
CATALOGUE: Final = "dcat.ttl"
TITLE: Final = "UNESCO science centres and the Sustainable Development Goals"


class PublicationContext(NamedTuple):
    """The graph, and the metadata of the publication."""

    store: Store
    network: Network
    ontology: Path  # folder of the ontology, its shapes, schemes and rules
    base: str  # the future address of the folder on the web, with a slash at the end
    endpoint: str  # the SPARQL endpoint, or empty
    date: str  # the latest day of a statement in the data, as YYYY-MM-DD
    publisher: str = PUBLISHER  # who publishes the folder
    since: Path | None = None  # an older state of the data, to list the changes since
    bom: bool = False  # whether CSV files begin with a byte order mark, for spreadsheet programs
    contact: str = ""  # an e-mail address or a page for questions; empty: the folder itself
    settings: Settings | None = None  # where the pages find more than the store holds, such as the named queries
    licence: Licence = CC_BY  # the licence of the data; terms, shapes and schemes keep their own (see `graph_licences`)
    catalogue: str = CATALOGUE  # the path of the catalogue: the IRIs of datasets begin with its address

    @property
    def version(self) -> str:
        """The data version."""
        return self.network.version

    @property
    def contact_page(self) -> str:
        """The page for questions: the contact if it is a page, else the folder itself."""
        return self.contact if "://" in self.contact else self.base

    def address(self, path: str) -> str:
        """Return the future address of a file."""
        return self.base + path


def default_base() -> str:
    """Return the default address of a publication."""
    return f"{vocab.BASE.removesuffix('id/')}publication/"
