"""The W3C's tests of the SPARQL 1.1 Graph Store HTTP Protocol: how they are read, and asked of a server of ours.

The pinned archive has them as a page of 22 requests, each with its answer, that build on each other
(http-rdf-update). Today's suite calls those deprecated and has 13 conversations instead, each by itself, in the
vocabulary HTTP in RDF (graph-store-protocol).

We name graphs by `?graph=IRI` and `?default` only, at /graph-store; addresses are understood like this:

- `$GRAPHSTORE$` and `/gsp` are `/graph-store`, `$HOST$` is the host and port of the server, `$NEWPATH$` and
  `$LOCATION$` are what the header Location said.
- In the archive, `$GRAPHSTORE$/person/1.ttl` is asked as `/graph-store?graph=IRI`, where the IRI is what that address
  would be on our server. `?graph=$GRAPHSTORE$/person/1.ttl` means the same IRI: the specification forbids relative
  ones, and the suite has been corrected so.
- In today's suite nothing else is changed. Graphs keep their names of www.example, which nobody looks up, and the
  conversations that need a graph to have its own address are held as they are written, though nothing is there.

Two things are read with the specification in hand. Success of a write is 200 or 204 as the server likes, where the
archive knows only one of them; today's suite names both. And one answer of the archive lacks its prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from tests.conformance.results import Graph, same
from tests.conformance.suite import ARCHIVE, MF, Manifest, Suite, Unavailable

PATH: Final = "/graph-store"
_HT: Final = "http://www.w3.org/2011/http#"
_CHARS: Final = "http://www.w3.org/2011/content#chars"
_STATUS: Final = {each.name.replace("_", "").lower(): each.value for each in HTTPStatus}
_DONE: Final = frozenset({200, 204})
_OWN_ADDRESS: Final = re.compile(r"^\$GRAPHSTORE\$(?:\?graph=\$GRAPHSTORE\$)?/")
_PREFIXES: Final = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""


class Exchange(NamedTuple):
    """A request, and what must come of it."""

    method: str
    target: str
    headers: dict[str, str]
    body: str
    statuses: frozenset[int]
    media_type: str = ""
    graph: str | None = None  # Turtle
    location: str = ""  # what later requests call the header Location of this answer


class Conversation(NamedTuple):
    """One test."""

    name: str
    exchanges: tuple[Exchange, ...]


def conversations(suite: Suite) -> list[Conversation]:
    """The tests, in their order. Raises Unavailable for a copy of the suite that has them not yet."""
    folder = suite.folders["sparql11"]
    if suite.title == ARCHIVE:
        page = _Page()
        page.feed((folder / "http-rdf-update" / "index.html").read_text())
        return [_from_page(*each) for each in page.found]
    if not (folder / "graph-store-protocol").is_dir():
        raise Unavailable(f"{folder} is older than June 2026: it holds no folder graph-store-protocol")
    return list(_from_manifests(suite, folder / "graph-store-protocol" / "manifest.ttl"))


# --- the page of the archive -------------------------------------------------------------------


class _Page(HTMLParser):
    """The tests of the page: a heading with an id, then the request and the answer as they are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self.found.append((dict(attrs)["id"] or "", []))
        elif tag == "pre" and self.found:
            self.found[-1][1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][1][-1] += data


def _from_page(name: str, messages: list[str]) -> Conversation:
    (request, headers, body), (answer, answered, content) = map(_message, messages)
    method, target, _ = request.split()
    status = int(answer.split()[0])
    statuses = _DONE if status in _DONE and method in ("PUT", "POST", "DELETE") else frozenset({status})
    exchange = Exchange(
        method,
        _OWN_ADDRESS.sub("$GRAPHSTORE$?graph=http://$HOST$/$GRAPHSTORE$/", target),
        {key: value for key, value in headers.items() if key != "host"},
        body,
        statuses,
        answered.get("content-type", "").partition(";")[0],
        content if method == "GET" and status == 200 else None,
        answered.get("location", ""),
    )
    return Conversation(f"sparql11/http-rdf-update/{name.replace('/', '_')}", (exchange,))


def _message(text: str) -> tuple[str, dict[str, str], str]:
    """The first line of a message, its headers, and what it carries."""
    first, *lines = [line.rstrip() for line in text.strip().splitlines()]
    end = lines.index("") if "" in lines else len(lines)
    headers = (line.partition(":") for line in lines[:end])
    return first, {name.lower(): value.strip() for name, _, value in headers}, "\n".join(lines[end + 1 :])


# --- the manifests of today --------------------------------------------------------------------


def _from_manifests(suite: Suite, top: Path) -> Iterator[Conversation]:
    manifest = Manifest(top, suite.iri("sparql11", top))
    for each in manifest.items(manifest.value(ox.NamedNode(manifest.iri), f"{MF}include")):
        part = Manifest(suite.path(each.value), each.value)
        for test in part.items(part.value(ox.NamedNode(part.iri), f"{MF}entries")):
            requests = part.items(part.value(part.value(test, f"{MF}action"), f"{_HT}requests"))
            name = f"sparql11/graph-store-protocol/{test.value.rpartition('#')[2]}"
            yield Conversation(name, tuple(_from_manifest(part, request) for request in requests))


def _from_manifest(part: Manifest, request: object) -> Exchange:
    answer = part.value(request, f"{_HT}resp")
    expected = part.iris(answer, f"{MF}expectedStatus")
    return Exchange(
        _text(part, request, f"{_HT}methodName"),
        _text(part, request, f"{_HT}absolutePath").replace("/gsp", "$GRAPHSTORE$", 1),
        _headers(part, request),
        _text(part, part.value(request, f"{_HT}body"), _CHARS),
        frozenset(_STATUS[iri.rpartition("#")[2].lower()] for iri in expected),
        _headers(part, answer).get("content-type", "").partition(";")[0],
        _text(part, part.value(answer, f"{_HT}body"), _CHARS) or None,
        _text(part, answer, f"{MF}expectedLocation"),
    )


def _text(part: Manifest, node: object, predicate: str) -> str:
    found = part.value(node, predicate)
    return "" if found is None else found.value


def _headers(part: Manifest, message: object) -> dict[str, str]:
    found = part.items(part.value(message, f"{_HT}headers"))
    return {_text(part, each, f"{_HT}fieldName"): _text(part, each, f"{_HT}fieldValue") for each in found}


# --- asking ------------------------------------------------------------------------------------


class Asker:
    """One who asks a server, and gives each blank node an IRI before if so told (RDF 1.1 Concepts, section 3.5)."""

    def __init__(self, host: str, authorization: str, *, names_all: bool) -> None:
        self.host = host
        self.names_all = names_all
        self._authorization = authorization
        self._locations: dict[str, str] = {}

    def passes(self, conversation: Conversation) -> str | None:
        """None when every answer is what it must be, else the first that is not: its status, and why."""
        return next((found for each in conversation.exchanges if (found := self._differs(each)) is not None), None)

    def forget(self, conversation: Conversation) -> None:
        """Have no graph that a conversation names, so that it begins as if it were the first."""
        self._locations.clear()
        for target in {each.target for each in conversation.exchanges if "?graph=http" in each.target}:
            self.send("DELETE", self._filled(target))

    def send(
        self, method: str, target: str, headers: dict[str, str] | None = None, body: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the content of the answer to a request that is sent as it is given."""
        connection = HTTPConnection(self.host, timeout=60)
        try:
            content = body.encode() if body or method in ("PUT", "POST") else None
            connection.request(method, target, content, {"Authorization": self._authorization, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def _differs(self, wanted: Exchange) -> str | None:
        target = self._filled(wanted.target)
        if "$" in target:
            return "unasked: nobody said where the graph is"
        body = self._filled(wanted.body)
        if self.names_all and wanted.headers.get("content-type", "").startswith("text/turtle"):
            body = self._sent(body)
        status, headers, content = self.send(wanted.method, target, wanted.headers, body)
        if status not in wanted.statuses:
            return f"{status}: {content.decode(errors='replace')[:500]}"
        media_type = headers.get("content-type", "").partition(";")[0]
        if wanted.media_type and media_type != wanted.media_type:
            return f"{status}: the type is {media_type!r}"
        if wanted.location:
            if "location" not in headers:
                return f"{status}: there is no Location"
            self._locations[wanted.location] = headers["location"]
        if wanted.graph is not None and not same(_read(content.decode()), self._wanted(wanted.graph)):
            return f"{status}: another graph: {content.decode()[:500]}"
        return None

    def _filled(self, text: str) -> str:
        """The text, with what its variables stand for."""
        for name, value in self._locations.items():
            text = text.replace(name, value)
        return text.replace("$HOST$/$GRAPHSTORE$", f"{self.host}{PATH}").replace("$GRAPHSTORE$", PATH)

    def _sent(self, turtle: str) -> str:
        try:
            graph = _read(turtle)
        except SyntaxError:
            return turtle  # it is to be refused, or our server's to refuse
        return "".join(f"{each} .\n" for each in self._named(graph))

    def _wanted(self, turtle: str) -> Graph:
        graph = _read(_PREFIXES + self._filled(turtle))
        return self._named(graph) if self.names_all else graph

    def _named(self, graph: Graph) -> Graph:
        """The same with an IRI for each blank node, and the same IRI wherever the same graph is written down."""
        dataset = ox.Dataset(ox.Quad(*each) for each in graph)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return frozenset(_triple(self._iri(each.subject), each.predicate, self._iri(each.object)) for each in dataset)

    def _iri(self, term: object) -> object:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(f"http://{self.host}/.well-known/genid/{term.value}")
        return term


def _triple(*terms: object) -> ox.Triple:
    return ox.Triple(*terms)  # type: ignore[arg-type]


def _read(turtle: str) -> Graph:
    quads: Iterable[ox.Quad] = ox.parse(turtle.encode(), ox.RdfFormat.TURTLE)
    return frozenset(ox.Triple(*each.triple) for each in quads)
