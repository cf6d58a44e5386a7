"""The datasets of a publication, as the catalogues describe them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from sdggraph.publish.datasets.graph_licences import OF_TERMS
from sdggraph.publish.datasets.organisations import FOLDER, INDEX
from sdggraph.publish.datasets.rdf import CONTEXT
from sdggraph.publish.site.licence_registry import Licence
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import File
from sdggraph.sparql.formats import ATOM, CALENDAR, CSV, GEOJSON, GEXF, GRAPHML, HTML, PLAIN_JSON, XLSX

_MANY: Final = 24  # files of one kind in a folder; a larger number counts as parts of a dataset, not as formats
_NETWORKS: Final = {each.media_type for each in (GRAPHML, GEXF, GEOJSON)}
_DATES: Final = {each.media_type for each in (CALENDAR, ATOM)}
_TERMS: Final = ("ontology/", "ontology.", "shapes.", "schemes/")  # in a folder, and on a server
_SUMMARY: Final = (
    "An open knowledge graph of UNESCO's natural-science centres and institutes, their hosts and partners: "
    "who they are, where they work, on what, which Sustainable Development Goals and targets their activities "
    "contribute to, and with whom they cooperate, every claim with the page it was read from. "
)
_CARE: Final = "Missing knowledge is not absence: what is not on record may exist all the same."


class Dataset(NamedTuple):
    """A dataset of the catalogue, with the files that contain it."""

    key: str
    title: str
    description: str
    keywords: tuple[str, ...]
    files: tuple[File, ...]

    def licence(self, known: PublicationContext) -> Licence:
        """Return the licence of the dataset, which is that of each file."""
        return licence_of(self.files[0], known)


_DATASETS: Final = {
    "graph": (
        TITLE,
        f"{_SUMMARY}The whole graph, derived statements included, in five forms of RDF. {_CARE}",
        ("knowledge graph", "linked data", "cooperation", "Sustainable Development Goals", "UNESCO", "science centres"),
    ),
    "organisations": (
        "The organisations one by one",
        f"{_SUMMARY}The list of all organisations, with the address of a file in Turtle and one in JSON-LD for each. "
        "A file tells of one organisation its standing, hosts, contributions, projects, links and events.",
        ("organisations", "research institutes", "UNESCO", "category 2 centres"),
    ),
    "vocabulary": (
        "The ontology, its shapes and its schemes",
        "The terms in which the graph is written, the SHACL shapes that its data conform to, the concept schemes of "
        "goals, themes, countries, regions and kinds, and a JSON-LD context with short names for all terms.",
        ("ontology", "SHACL", "SKOS", "JSON-LD context"),
    ),
    "tables": (
        "Tables of organisations, contributions, projects, links and events",
        f"{_SUMMARY}The same as tables for spreadsheets and statistics, with identifiers that lead back to the graph. "
        f"{_CARE}",
        ("tables", "CSV", "UNESCO", "Sustainable Development Goals"),
    ),
    "networks": (
        "The cooperation network and the map of the centres",
        "Who cooperates with whom, as a network for programs such as Gephi and NetworkX, and where the centres are, "
        f"as features for maps. Every link has its kind and, where it is known, its year. {_CARE}",
        ("cooperation network", "graph", "map", "UNESCO", "science centres"),
    ),
    "events": (
        "Events and changes, as calendars and feeds",
        "Meetings, courses and other occasions of the centres as calendars that programs subscribe to, and feeds of "
        f"what is new. {_CARE}",
        ("events", "calendar", "training", "UNESCO", "science centres"),
    ),
}


def datasets(files: Iterable[File]) -> list[Dataset]:
    """Return the datasets that have files; each file is in one dataset at most."""
    listed = list(files)
    crowds = Counter(_crowd(file) for file in listed)
    found: dict[str, list[File]] = {key: [] for key in _DATASETS}
    for file in listed:
        key = _dataset_of(file)
        if key is not None and (crowds[_crowd(file)] <= _MANY or key == "vocabulary"):
            found[key].append(file)
    return [Dataset(key, *_DATASETS[key], tuple(found[key])) for key in _DATASETS if found[key]]


def dataset(key: str, files: tuple[File, ...]) -> Dataset:
    """Return the dataset of that key with these files, wherever they are."""
    return Dataset(key, *_DATASETS[key], files)


def goals(known: PublicationContext) -> list[str]:
    """Return the IRIs of the goals that contributions on record serve, in the UN's order."""
    numbers = {
        claim.goal
        for record in known.network.organisations.values()
        for claim in record.contributions
        if claim.basis != "derived"
    }
    return [known.network.aims[number].iri for number in sorted(numbers & known.network.aims.keys(), key=int)]


def licence_of(file: File, known: PublicationContext) -> Licence:
    """Return the licence of a file: that of the data, except that ontology, shapes and schemes keep their own."""
    return OF_TERMS if _is_terms(file) else known.licence


def _is_terms(file: File) -> bool:
    return (file.path.startswith(_TERMS) and media_type(file) != HTML.media_type) or file.path == CONTEXT


def _crowd(file: File) -> tuple[str, str]:
    return str(PurePosixPath(file.path).parent), media_type(file)


def _dataset_of(file: File) -> str | None:
    kind = media_type(file)
    if file.path.startswith("graph."):
        return "graph"
    if file.path.startswith(FOLDER):
        return "organisations" if file.path == INDEX else None
    if _is_terms(file):
        return "vocabulary"
    if kind in _NETWORKS or (file.path.startswith("networks/") and kind in (CSV.media_type, PLAIN_JSON.media_type)):
        return "networks"
    if kind in (CSV.media_type, XLSX.media_type):
        return "tables"
    return "events" if kind in _DATES else None
