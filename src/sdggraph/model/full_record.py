"""Everything on record of one organisation, read from a store statement by statement, so that nothing is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from sdggraph import vocab
from sdggraph.messages import Message, message, text
from sdggraph.model.events import last_day
from sdggraph.names.languages import preference
from sdggraph.sparql.interface import Iri

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store

CONTRIBUTION, COOPERATION, HOSTING = "sg:Contribution", "sg:Cooperation", "sg:Hosting"
STATUS, PROJECT, EVENT = "sg:StatusRecord", "sg:Project", "sg:Event"
_SUBJECT: Final = {  # class -> the properties by which such a thing belongs to an organisation
    CONTRIBUTION: ("sg:contributor",),
    COOPERATION: ("sg:partner",),
    HOSTING: ("sg:hostedOrganisation", "sg:hostOrganisation"),
    STATUS: ("sg:ofOrganisation",),
    PROJECT: ("sg:participant",),
    EVENT: ("sg:organiser", "sg:eventHost", "sg:participant"),
}
_CLASSES: Final = tuple(_SUBJECT)
# what our rules derive: it repeats other statements, or region and country already show it
_DERIVED: Final = frozenset(map(vocab.compact, vocab.DERIVED_PROPERTIES))
_NEVER_SHOWN: Final = frozenset({"rdf:type", *map(vocab.compact, vocab.EDITORIAL_NOTES)})
_DERIVED_CLASSES: Final = ("sg:Partnership", "sg:Organisation", *_CLASSES)
# FILTER … IN, because Oxigraph joins VALUES and alternative paths by reading everything: a hundred times as long with
# two million statements
_THINGS: Final = f"""
  {{ BIND(sg:Organisation AS ?class) BIND(?organisation AS ?thing) ?organisation ?property ?value }}
  UNION {{
    ?thing ?about ?organisation . ?thing a ?class . FILTER(?class IN ({", ".join(_CLASSES)})) ?thing ?property ?value
  }}"""
_STATEMENTS: Final = f"SELECT DISTINCT ?thing ?class ?property ?value (LANG(?value) AS ?tag) {{ {_THINGS} }}"
_LABELS: Final = f"""
SELECT DISTINCT ?value ?label (LANG(?label) AS ?tag) {{
  {_THINGS} ?value ?naming ?label . FILTER(?naming IN (skos:prefLabel, rdfs:label, foaf:name))
}}"""
_NAME: Final = "skos:prefLabel"
_NO_RANK: Final = (0, "")  # of values that are no names
_Ranked = tuple[tuple[int, str], str]  # the preference of the language, and the value
_MENTIONS: Final = f"""
SELECT DISTINCT ?thing ?property {{
  ?thing ?property ?organisation
  FILTER(?thing != ?organisation)
  FILTER NOT EXISTS {{ VALUES ?class {{ {" ".join(_DERIVED_CLASSES)} }} ?thing a ?class }}
}}"""


class Item(NamedTuple):
    """One thing on record, with every statement about it."""

    iri: str
    type: str  # its class, such as sg:Hosting
    values: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # by property, such as sg:start; sorted

    def every(self, *properties: str) -> tuple[str, ...]:
        """Return the values of some properties, in the order of the properties, each once.

        >>> Item("x", "sg:Project", {"sg:end": ("2017",), "sg:start": ("2015",)}).every("sg:start", "sg:end")
        ('2015', '2017')
        """
        return tuple(dict.fromkeys(value for name in properties for value in self.values.get(name, ())))

    def first(self, *properties: str) -> str:
        """Return the first value of some properties; empty without one."""
        return next(iter(self.every(*properties)), "")

    def true(self, name: str) -> bool:
        """Whether a property is stated to be true."""
        return bool({"true", "1"} & set(self.values.get(name, ())))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The pages that support the statement."""
        return tuple(sorted(self.every("sg:evidence", "sg:evidenceCopy")))

    def rest(self, told: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the statements whose properties are not among those already shown."""
        known = set(told)
        return {name: values for name, values in sorted(self.values.items()) if name not in known}


class FullRecord(NamedTuple):
    """Everything on record of an organisation: its own statements, and the things that refer to it."""

    own: Item
    items: tuple[Item, ...] = ()  # by IRI
    mentions: tuple[tuple[str, str], ...] = ()  # other things that refer to it, and the property
    labels: Mapping[str, str] = MappingProxyType({})  # labels of values, where there are any
    as_of: str = ""  # the date of the data, which decides what has ended

    def of(self, type: str) -> tuple[Item, ...]:
        """Return the things of a class."""
        return tuple(item for item in self.items if item.type == type)

    def words(self, value: str) -> str:
        """Format a value for people: its label, or its short form."""
        return self.labels.get(value) or vocab.compact(value)


def read_full_record(store: Store, iri: str, as_of: str = "") -> FullRecord:
    """Read every statement about an organisation and about the things that refer to it, without derived ones.

    `as_of` is the date of the data, such as 2026-11-23.
    """
    asked = {"organisation": Iri(iri)}
    classes: dict[str, str] = {}
    values: dict[str, dict[str, set[_Ranked]]] = defaultdict(lambda: defaultdict(set))
    for row in store.query(_STATEMENTS, parameters=asked).rows():
        name = vocab.compact(row["property"])
        if name in _DERIVED or name in _NEVER_SHOWN:
            continue
        its_class = vocab.compact(row["class"])
        # a thing of several classes is shown once, under the first class in the alphabet
        classes[row["thing"]] = min(its_class, classes.get(row["thing"], its_class))
        rank = preference(row.get("tag", "")) if name == _NAME else _NO_RANK  # of names the preferred one comes first
        values[row["thing"]][name].add((rank, row["value"]))
    labels: dict[str, _Ranked] = {}
    for row in store.query(_LABELS, parameters=asked).rows():
        label = preference(row.get("tag", "")), row["label"]
        labels[row["value"]] = min(label, labels.get(row["value"], label))
    found = [
        Item(thing, classes[thing], {name: _in_order(each) for name, each in sorted(values[thing].items())})
        for thing in sorted(values)
    ]
    kept = [item for item in found if item.iri != iri and not _is_derived(item)]
    mentions = {
        (row["thing"], vocab.compact(row["property"])) for row in store.query(_MENTIONS, parameters=asked).rows()
    }
    mentions |= {
        (item.iri, name) for item in kept if not _is_about(item, iri) for name in item.values if iri in item.every(name)
    }
    return FullRecord(
        own=next((item for item in found if item.iri == iri), Item(iri, "sg:Organisation")),
        items=tuple(item for item in kept if _is_about(item, iri)),
        mentions=tuple(sorted((thing, name) for thing, name in mentions if name not in _DERIVED)),
        labels={value: label for value, (_, label) in labels.items()},
        as_of=as_of,
    )


def _in_order(ranked: Iterable[_Ranked]) -> tuple[str, ...]:
    """Return the values, those of the lowest rank first, each once."""
    return tuple(dict.fromkeys(value for _, value in sorted(ranked)))


def _is_about(item: Item, iri: str) -> bool:
    return iri in item.every(*_SUBJECT[item.type])


def _is_derived(item: Item) -> bool:
    return vocab.resource("basis", "derived") in item.every("sg:basis")


def is_over(hosting: Item, as_of: str = "") -> bool:
    """Whether a hosting has ended: because it is stated, or because its end is before the date of the data.

    Without a date, any end on record counts.

    >>> ends = Item("x", HOSTING, {"sg:end": ("2030",)})
    >>> is_over(ends), is_over(ends, "2026-11-23"), is_over(ends, "2031-01-01")
    (True, False, True)
    """
    if hosting.true("sg:hasEnded"):
        return True
    ends = [last_day(end) for end in hosting.every("sg:end")]
    return any(day is None or not as_of or day.isoformat() < as_of for day in ends)


def hosting_time(hosting: Item, as_of: str = "") -> str:
    """Describe when a hosting began and ended; empty for one that continues and whose beginning is unknown.

    >>> hosting_time(Item("x", HOSTING, {"sg:start": ("2011",), "sg:end": ("2014",)}))
    'former host, 2011 to 2014'
    >>> hosting_time(Item("x", HOSTING, {"sg:hasEnded": ("true",)}))
    'former host'
    >>> hosting_time(Item("x", HOSTING, {"sg:start": ("2019",)}))
    'since 2019'
    >>> hosting_time(Item("x", HOSTING, {"sg:end": ("2030",)}), "2026-11-23")
    'until 2030'
    """
    return text(hosting_message(hosting, as_of))


def hosting_message(hosting: Item, as_of: str = "") -> Message | str:
    """Return the same as a message."""
    held = {name: value for name in ("start", "end") if (value := hosting.first(f"sg:{name}"))}
    if not is_over(hosting, as_of):
        keys = {("start", "end"): "hosting.from-to", ("start",): "hosting.since", ("end",): "hosting.until"}
        return message(keys[tuple(held)], **held) if held else ""
    keys = {("start", "end"): "former-from-to", ("start",): "former-from", ("end",): "former-until", (): "former"}
    return message(f"hosting.{keys[tuple(held)]}", **held)
