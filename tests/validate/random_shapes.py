"""Shapes and data made by chance, small enough that every condition meets something."""

from __future__ import annotations

from random import Random
from typing import Final

HEAD: Final = "".join(
    f"@prefix {name}: <{space}> .\n"
    for name, space in {
        "sh": "http://www.w3.org/ns/shacl#",
        "ex": "http://ex.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    }.items()
)
_LITERALS: Final = (
    *("1", "2", "-3", "1.5", "true", "false", "1e0", '"x"', '"xy"@en', '"xz"@EN', '"xy"@de', '""', '"z"^^ex:t'),
    *('"2020-01-01"^^xsd:date', '"abc"^^xsd:integer', '"2020-01-01T00:00:00"^^xsd:dateTime', '"2020"^^xsd:gYear'),
)
_OF_ALL: Final = (
    *("sh:class {class}", "sh:datatype xsd:{datatype}", "sh:datatype rdf:langString", "sh:nodeKind sh:{kind}"),
    *("sh:in ( {value} {value} )", "sh:hasValue {value}", 'sh:pattern "{pattern}"', "sh:minLength {count}"),
    *("sh:maxLength {count}", "sh:minInclusive {count}", "sh:maxExclusive {count}", "sh:disjoint {property}"),
    *("sh:equals {property}", 'sh:languageIn ( "en" )'),
)
_OF_PROPERTIES: Final = (
    *("sh:minCount {count}", "sh:maxCount {count}", "sh:uniqueLang true", "sh:lessThan {property}"),
    *("sh:lessThanOrEquals {property}", "sh:qualifiedValueShape {shape} ; sh:qualifiedMinCount {count}"),
    "sh:qualifiedValueShape {shape} ; sh:qualifiedMaxCount {count}",
)
_NESTED: Final = (
    *("sh:not {shape}", "sh:node {node-shape}", "sh:property {property-shape}", "sh:and ( {shape} {shape} )"),
    *("sh:or ( {shape} {shape} )", "sh:xone ( {shape} {shape} )"),
)
_PATHS: Final = (
    *("[ sh:inversePath {property} ]", "( {path} {path} )", "[ sh:alternativePath ( {path} {path} ) ]"),
    *("[ sh:zeroOrMorePath {path} ]", "[ sh:oneOrMorePath {path} ]", "[ sh:zeroOrOnePath {path} ]"),
)
_TARGETS: Final = (
    *("sh:targetClass {class}", "sh:targetSubjectsOf {property}", "sh:targetNode {node}"),
    "sh:targetObjectsOf {property}",
)
_CHOICES: Final = {
    "node": tuple(f"ex:{letter}" for letter in "abcdefg"),
    "property": ("ex:p", "ex:q", "ex:r"),
    "class": ("ex:C", "ex:D", "ex:E"),
    "datatype": ("integer", "string", "date", "boolean", "decimal", "byte", "double"),
    "kind": ("IRI", "Literal", "BlankNode", "IRIOrLiteral"),
    "pattern": ("^x", "y$", "1", "[a-c]"),
    "count": ("0", "1", "2"),
}


class Maker:
    """Makes shapes and data from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def data(self) -> str:
        """A graph of a few things with a few values."""
        typed = [self._filled("{node} a {class} .", 9) for _ in range(4)]
        said = [self._filled("{node} {property} {value} .", 9) for _ in range(self._random.randint(3, 14))]
        return "\n".join([HEAD, "ex:D rdfs:subClassOf ex:C .", *typed, *said])

    def shapes(self) -> str:
        """A shape with a target, a few conditions and a property shape."""
        target = self._filled(self._random.choice(_TARGETS), 0)
        return f"{HEAD}ex:s a sh:NodeShape ; {target} ; {self._body(_OF_ALL, 0)} ; sh:property {self._property(1)} ."

    def _filled(self, text: str, depth: int) -> str:
        while "{" in text:
            before, _, rest = text.partition("{")
            name, _, after = rest.partition("}")
            text = f"{before}{self._one(name, depth)}{after}"
        return text

    def _one(self, name: str, depth: int) -> str:
        plain = self._random.random() < 0.5
        if name == "value":
            return self._random.choice(_CHOICES["node"] if plain else _LITERALS)
        if name == "path":
            return self._path(depth + 1)
        if name in _CHOICES:
            return self._random.choice(_CHOICES[name])
        as_property = name == "property-shape" or (name == "shape" and plain)
        return self._property(depth + 1) if as_property else f"[ {self._body(_OF_ALL, depth + 1)} ]"

    def _property(self, depth: int) -> str:
        return f"[ sh:path {self._path(0)} ; {self._body(_OF_ALL + _OF_PROPERTIES, depth)} ]"

    def _path(self, depth: int) -> str:
        if depth > 1 or self._random.random() < 0.6:
            return self._random.choice(_CHOICES["property"])
        return self._filled(self._random.choice(_PATHS), depth)

    def _body(self, conditions: tuple[str, ...], depth: int) -> str:
        found: dict[str, str] = {}
        for _ in range(self._random.randint(1, 2)):
            chosen = self._random.choice(conditions + _NESTED if depth < 3 else _OF_ALL)
            found.setdefault(chosen.split()[0], self._filled(chosen, depth))
        return " ; ".join(found.values())
