"""JSON-LD that people can read, with exactly the same statements.

Apart from the engine's, this is the only writer of JSON-LD here. `Writer` makes nodes with the names of our context,
for files of the publication. `expanded_by_prefixes` makes documents of any statements, blank nodes included, for linked
data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.rdf.jsonld_context import ENGLISH, IRI, Context
from sdggraph.rdf.statements import Subject, term
from sdggraph.sparql.interface import Iri, Text

_RELATIVE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")  # integers that every JSON parser keeps exactly
_FIRST: Final = {name: place for place, name in enumerate(("code", "name", "acronym", "altLabel", "category"))}
_XSD: Final = vocab.PREFIXES["xsd"]
_LAST: Final = len(_FIRST)
dumped: Final = json.JSONEncoder(ensure_ascii=False).encode  # on one line; made once, not for every node

Node = dict[str, Any]


class Writer:
    """Makes nodes, and records which names of the context they use."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.used: set[str] = set()

    def node(self, subject: Subject) -> Node:
        """Make the node of one thing with all its statements."""
        types: list[str] = []
        found: dict[str, list[Any]] = {}
        for said in dict.fromkeys((each.predicate, each.value) for each in subject.said):
            predicate, value = said[0], term(said[1])
            if predicate == vocab.RDF_TYPE and isinstance(value, Iri):
                types.append(self._class(value.value))
            else:
                key, kind = self._property(predicate)
                found.setdefault(key, []).append(self._value(value, kind))
        node: Node = {"@id": self._reference(subject.iri)}
        if types:
            node["@type"] = _single(types)
        for key in sorted(found, key=lambda key: (_FIRST.get(key, _LAST), key)):
            node[key] = _single(found[key])
        return node

    def organisation(self, own: Subject, others: Iterable[Subject]) -> Node:
        """Make the node of an organisation; the things that refer to it are nested inside it."""
        root = self.node(own)
        inside: dict[str, list[Node]] = {}
        elsewhere: dict[str, list[Node]] = {}
        target = f"<{own.iri}>"
        for other in others:
            link = self._link(other, target)
            rest = [said for said in other.said if not (said.value == target and said.predicate == link)]
            key = self._context.reverse.get(link)
            if key is not None:
                self.used.add(key)
            place = elsewhere.setdefault(self._property(link)[0], []) if key is None else inside.setdefault(key, [])
            place.append(self.node(other._replace(said=rest)))
        root |= {key: inside[key] for key in sorted(inside)}
        if elsewhere:
            root["@reverse"] = {key: elsewhere[key] for key in sorted(elsewhere)}
        return root

    def _link(self, other: Subject, target: str) -> str:
        """Return the property by which the other thing refers to the target, preferably one with a name in the
        context.
        """
        links = sorted(said.predicate for said in other.said if said.value == target)
        return next((link for link in links if link in self._context.reverse), links[0])

    def document(self, root: Node) -> bytes:
        """Write a document of one node, with the part of the context that it needs."""
        whole = {"@context": self._context.document(self.used), **root}
        lines = [f" {dumped(key)}: {_lines(value)}" for key, value in whole.items()]
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()

    # --- names -----------------------------------------------------------------------------------

    def _property(self, iri: str) -> tuple[str, str]:
        name = self._context.names.get(iri)
        if name is None:
            return self._compact(iri), ""
        self.used.add(name.key)
        return name.key, name.kind

    def _class(self, iri: str) -> str:
        key = self._context.classes.get(iri)
        if key is None:
            return self._compact(iri)
        self.used.add(key)
        return key

    def _reference(self, iri: str) -> str:
        if self._context.base and iri.startswith(self._context.base):
            local = iri[len(self._context.base) :]
            if _RELATIVE.fullmatch(local):
                return local
        return self._compact(iri)

    def _compact(self, iri: str) -> str:
        short = self._context.compact(iri)
        if short != iri:
            self.used.add(short.partition(":")[0])
        return short

    # --- values ----------------------------------------------------------------------------------

    def _value(self, value: Iri | Text, kind: str) -> Any:
        if isinstance(value, Iri):
            reference = self._reference(value.value)
            return reference if kind == IRI else {"@id": reference}
        if value.language is not None:
            plain = kind == ENGLISH and value.language == "en"
            return value.value if plain else {"@language": value.language, "@value": value.value}
        if value.datatype is None:
            return value.value if kind == "" else {"@value": value.value}
        if value.datatype == kind:
            return _native(value)
        return {"@type": self._compact(value.datatype), "@value": value.value}


def _native(value: Text) -> Any:
    if value.datatype == f"{_XSD}integer" and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if value.datatype == f"{_XSD}boolean" and value.value in ("true", "false"):
        return value.value == "true"
    return value.value


def _lines(value: Any) -> str:
    """Write a value as JSON: nested nodes on a line each, everything else on one line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {dumped(each)}" for each in value) + "\n ]"
    return dumped(value)


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


# --- documents whose context holds prefixes only --------------------------------------------------


def expanded_by_prefixes(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Write JSON-LD that people can read and that expands offline: its context is included, and holds prefixes only."""
    found = list(triples)
    iris = {iri for each in found for iri in _iris(each)}
    # `geo:` is both a prefix of ours and a URI scheme; as a prefix it would change IRIs that begin with the scheme
    schemes = {iri.partition(":")[0] for iri in iris}
    context = {name: space for name, space in used_prefixes(found, prefixes).items() if name not in schemes}
    short = _Shortened(context)
    nodes: dict[str, dict[str, Any]] = {}
    for each in found:
        subject = short.node(each.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if each.predicate.value == vocab.RDF_TYPE and not isinstance(each.object, ox.Literal):
            node.setdefault("@type", []).append(short.node(each.object))
        else:
            node.setdefault(short.iri(each.predicate.value), []).append(short.value(each.object))
    graph = [
        {key: _single(held) if isinstance(held, list) else held for key, held in node.items()}
        for node in nodes.values()
    ]
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1).encode()


class _Shortened:
    """Terms as JSON-LD writes them under a context of prefixes."""

    def __init__(self, context: Mapping[str, str]) -> None:
        self._prefix_of = {space: prefix for prefix, space in context.items()}

    def iri(self, iri: str) -> str:
        space = _space(iri)
        prefix, local = self._prefix_of.get(space), iri[len(space) :]
        return iri if prefix is None else f"{prefix}:{local}"

    def node(self, found: object) -> str:
        return str(found) if isinstance(found, ox.BlankNode) else self.iri(getattr(found, "value", ""))

    def value(self, found: object) -> Any:
        if not isinstance(found, ox.Literal):
            return {"@id": self.node(found)}
        if found.language is not None:
            return {"@value": found.value, "@language": found.language}
        if found.datatype.value == vocab.XSD_STRING:
            return found.value
        return {"@value": found.value, "@type": self.iri(found.datatype.value)}


def used_prefixes(found: Iterable[ox.Quad] | Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that the statements use."""
    spaces = {_space(iri) for each in found for iri in _iris(each)}
    return {prefix: space for prefix, space in prefixes.items() if space in spaces}


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _iris(found: ox.Quad | ox.Triple) -> Iterable[str]:
    for each in (found.subject, found.predicate, found.object):
        if isinstance(each, ox.NamedNode):
            yield each.value
        elif isinstance(each, ox.Literal):
            yield each.datatype.value
