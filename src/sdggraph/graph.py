"""The library's main class, with one method for each thing that a person can ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sdggraph import tasks
from sdggraph.config import Settings
from sdggraph.deprecation import renamed
from sdggraph.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, named
from sdggraph.sparql.interface import UNLIMITED, Answer, Limits
from sdggraph.tasks.questions import CandidatesQuestion, CentresQuestion, RankingQuestion

if TYPE_CHECKING:
    import datetime

    import networkx
    import rdflib

    from sdggraph.model.coverage import Coverage
    from sdggraph.model.gaps import CentreGaps
    from sdggraph.model.meetings import Gatherings
    from sdggraph.model.records import Organisation
    from sdggraph.model.structure import Chain, Structure
    from sdggraph.model.suggestions import Pair, Suggestions
    from sdggraph.publish.site.site import File
    from sdggraph.tasks import NamedQuery, Profile
    from sdggraph.tasks.questions import NetworkQuestion
    from sdggraph.validate import Report


class Graph:
    """An opened knowledge graph. Nothing is read before the first question.

    >>> import sdggraph
    >>> g = sdggraph.open()
    >>> best = g.suggest_partners("HIST", limit=3).found[0]
    >>> best.rank, best.score > 0.3, [reason.signal for reason in best.reasons] != []
    (1, True, True)
    """

    def __init__(self, settings: Settings) -> None:
        self._source = tasks.Source(settings)

    @property
    def version(self) -> str:
        """The data version: a hash of every statement, the same for the same data everywhere."""
        return self._source.network.version

    def centres(
        self,
        *,
        region: str | None = None,
        country: str | None = None,
        theme: str | None = None,
        goal: str | None = None,
        category: str | None = None,
        sector: str | None = None,
        as_of: datetime.date | str | None = None,
    ) -> list[Organisation]:
        """Return the centres that match every filter, by code.

        `sector` is a sector of UNESCO, such as culture. The standing is that of the day of the data, or as of `as_of`.

        >>> import sdggraph
        >>> [centre.code for centre in sdggraph.open().centres(country="China", theme="karst")]
        ['IRCK']
        """
        asked = CentresQuestion(
            region=region, country=country, theme=theme, goal=goal, category=category, sector=sector, as_of=as_of
        )
        return tasks.centres(self._source, **asked)

    @renamed(code="organisation")
    def show(self, organisation: str) -> Profile:
        """Return one organisation by code, acronym or name, with its country and its links.

        >>> import sdggraph
        >>> sdggraph.open().show("Third World Academy of Sciences").organisation.code
        'TWAS'
        """
        return tasks.show(self._source, organisation)

    @renamed(code="organisation")
    def suggest_partners(
        self,
        organisation: str,
        *,
        by: str = "blend",
        weights: Mapping[str, float] | None = None,
        limit: int | None = 10,
        include_current: bool = False,
        in_region: str | None = None,
        theme: str | None = None,
        goal: str | None = None,
        country_group: str | None = None,
        sector: str | None = None,
        as_of: str | int | None = None,
        exclude: str | Sequence[str] | None = None,
    ) -> Suggestions:
        """Return the centres most worth a conversation with an organisation, best first, with reasons.

        `by` is blend, region, theme, goals, complement, network or south-south; own weights replace it. The filters
        limit who may be suggested; `sector` is a sector of UNESCO, such as culture. Raises NotFound or BadParameter.

        >>> import sdggraph
        >>> found = sdggraph.open().suggest_partners("HIST", weights={"theme": 1}, in_region="Africa").found
        >>> {reason.signal for each in found for reason in each.reasons}
        {'theme'}
        """
        ranking = RankingQuestion(by=by, weights=weights, as_of=as_of, limit=limit, include_current=include_current)
        filters = CandidatesQuestion(
            in_region=in_region, theme=theme, goal=goal, country_group=country_group, sector=sector
        )
        return tasks.suggest_partners(self._source, organisation, exclude=exclude, **ranking, **filters)

    @renamed(code="organisation")
    def explain(
        self,
        organisation: str,
        other: str,
        *,
        by: str = "blend",
        weights: Mapping[str, float] | None = None,
        as_of: str | int | None = None,
    ) -> Pair:
        """Explain why two organisations go together, or why not, and give the rank of the pair.

        >>> import sdggraph
        >>> sdggraph.open().explain("HIST", "ERAIFT").suggestion.links != ()
        True
        """
        return tasks.explain(self._source, organisation, other, by=by, weights=weights, as_of=as_of)

    def coverage(self, *, by: str = "region", level: str = "goal", basis: str = "all") -> Coverage:
        """Count who contributes to which goal or target, group by group, stated and inferred separately.

        >>> import sdggraph
        >>> len(sdggraph.open().coverage(by="region").rows)
        5
        """
        return tasks.coverage(self._source, by=by, level=level, basis=basis)

    @renamed(code="organisation")
    def gaps(self, organisation: str, *, neighbours: int = 10, limit: int | None = 10) -> CentreGaps:
        """Return the targets that a centre could take up next, and centres to learn from.

        >>> import sdggraph
        >>> sdggraph.open().gaps("HIST").organisation.code
        'HIST'
        """
        return tasks.gaps(self._source, organisation, neighbours=neighbours, limit=limit)

    def meet(self, *, region: str | None = None, theme: str | None = None, limit: int | None = 5) -> Gatherings:
        """Return groups of centres to bring together: of one region, or of one theme, without links among them.

        >>> import sdggraph
        >>> all(3 <= len(each.members) <= 8 for each in sdggraph.open().meet().same_region)
        True
        """
        return tasks.meet(self._source, region=region, theme=theme, limit=limit)

    def network(self, **part: Unpack[NetworkQuestion]) -> Structure:
        """Describe how the centres cooperate: components, communities, brokers, isolated centres; of a part, or as of a
        year.

        >>> import sdggraph
        >>> len(sdggraph.open().network().brokers)
        10
        """
        return tasks.network(self._source, **part)

    def path(self, one: str, other: str, *, strong_only: bool = False, everyone: bool = False) -> Chain:
        """Return the shortest chain of cooperation between two organisations, with the evidence of each step.

        >>> import sdggraph
        >>> [step.other for step in sdggraph.open().path("HIST", "ICTP").steps][-1]
        'ICTP'
        """
        return tasks.path(self._source, one, other, strong_only=strong_only, everyone=everyone)

    def query(
        self,
        query: str,
        parameters: Mapping[str, str] | None = None,
        *,
        format: str | None = None,
        limits: Limits = UNLIMITED,
    ) -> Answer:
        """Answer a named query (its parameters may be codes or names) or SPARQL text.

        Rows and booleans are JSON, graphs are N-Triples, unless a format is given.

        >>> import sdggraph
        >>> g = sdggraph.open()
        >>> g.query("SELECT (COUNT(?c) AS ?n) { ?c a sg:Country }").rows()
        [{'n': '249'}]
        """
        wanted = None if format is None else named(format, {**ROW_FORMATS, **GRAPH_FORMATS})
        if "{" in query:
            return tasks.run_text(self._source, query, format=wanted, limits=limits)
        return tasks.run_named(self._source, query, parameters, format=wanted, limits=limits)

    def queries(self) -> list[NamedQuery]:
        """Return the named queries, with their questions and parameters.

        >>> import sdggraph
        >>> len(sdggraph.open().queries()) >= 24
        True
        """
        return tasks.queries(self._source)

    def validate(self, places: Iterable[Path] = (), *, shapes: str | Path | None = None) -> Report:
        """Validate the data, or the files and folders given, by SHACL; the report `conforms` without a violation.

        With a file of other shapes, the files and folders are the whole data graph, whatever they describe.
        """
        return tasks.validate(self._source, list(places), shapes=None if shapes is None else Path(shapes))

    def export(self, format: str = "turtle", output: Path | None = None) -> bytes:
        """Return the whole graph in an RDF format; also write it to `output` if given.

        >>> import sdggraph
        >>> sdggraph.open().export("ntriples").count(b"\\n") > 25_000
        True
        """
        return tasks.export(self._source, format, output)

    def publish(
        self,
        folder: str | Path,
        *,
        base: str | None = None,
        endpoint: str = "",
        publisher: str = "",
        contact: str = "",
        since: str | Path | None = None,
        bom: bool = False,
        font: str | Path | None = None,
        licence: str = "CC-BY-4.0",
    ) -> list[File]:
        """Write the whole graph as a folder that other portals harvest, whole or not at all; return its files.

        `base` is the future address of the folder on the web, and `endpoint` the SPARQL service, if any. `publisher` is
        the name of the publisher, and `contact` an e-mail address or a page for questions. `since` is an older
        publication or data, to list the changes since. With `bom`, CSV files begin with a byte order mark. `font` is a
        TrueType font for characters that ours lacks. `licence` is the licence of the data, by SPDX code or address.
        """
        return tasks.publish(
            self._source,
            Path(folder),
            base=base,
            endpoint=endpoint,
            publisher=publisher,
            contact=contact,
            since=None if since is None else Path(since),
            bom=bom,
            font=None if font is None else Path(font),
            licence=licence,
        )

    @renamed(code="organisation")
    def poster(self, organisation: str, format: str = "pdf", *, font: str | Path | None = None) -> bytes:
        """Return one A4 page about an organisation, as pdf or svg.

        >>> import sdggraph
        >>> sdggraph.open().poster("HIST").startswith(b"%PDF-")
        True
        """
        from sdggraph.tasks.poster import poster

        return poster(self._source, organisation, format, font=None if font is None else Path(font))

    def report(self, format: str = "md", *, as_of: str | None = None, font: str | Path | None = None) -> bytes:
        """Return the status report for the coordination desk, as md, html or pdf, as of a date such as 2026-11-30.

        >>> import sdggraph
        >>> sdggraph.open().report().decode().splitlines()[0].startswith("# ")
        True
        """
        from sdggraph.tasks.report import report

        return report(self._source, format, as_of=as_of, font=None if font is None else Path(font))

    def to_rdflib(self) -> rdflib.Graph:
        """Return the whole graph as an rdflib Graph.

        >>> import sdggraph
        >>> len(sdggraph.open().to_rdflib()) > 25_000
        True
        """
        return tasks.to_rdflib(self._source)

    def to_networkx(self) -> networkx.MultiGraph[str]:
        """Return the cooperation links as a NetworkX MultiGraph.

        >>> import sdggraph
        >>> sdggraph.open().to_networkx().has_edge("HIST", "ERAIFT")
        True
        """
        return tasks.to_networkx(self._source)


def open(  # noqa: A001  # as in gzip.open
    data: str | Path | None = None, *, store: str | Path | None = None, endpoint: str | None = None
) -> Graph:
    """Open the packaged graph, the Turtle files of a folder, an on-disk store, or a SPARQL endpoint by its URL.

    A store folder that does not exist yet is filled from the data first. Credentials for an endpoint come
    from SDGGRAPH_ENDPOINT_USER and SDGGRAPH_ENDPOINT_PASSWORD, or from SDGGRAPH_ENDPOINT_TOKEN.
    """
    return Graph(
        Settings.read(
            data=Path(data) if data is not None else None,
            store=Path(store) if store is not None else None,
            endpoint=endpoint,
        )
    )
