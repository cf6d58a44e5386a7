"""Synthetic organisations that look like the real ones: same terms, same schemes, same proportions.

`python -m benchmarks.synthetic 1000 /tmp/data` writes a folder that the command line can load.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.loading import rules, turtle_files

ROOT: Final = Path(__file__).resolve().parent.parent
_WORDS: Final = re.findall(
    r"\w+",
    "water hydrology groundwater drylands sediment climate karst space heritage policy innovation physics mathematics "
    "chemistry biotechnology biosphere ocean coast forest energy desert glacier training research centre network data",
)
_PREAMBLE: Final = "".join(f"@prefix {name}: <{space}> .\n" for name, space in vocab.PREFIXES.items())
_KINDS: Final = (
    "joint-project",
    "training",
    "agreement",
    "network",
    "co-organised-event",
    "membership",
    "data-sharing",
)
_EVENTS: Final = ("meeting", "conference", "training", "ceremony", "governing-board", "exhibition")


@dataclass
class _Lists:
    """What may be named: read from the real schemes."""

    themes: list[str]
    targets: list[str]
    programmes: list[str]
    boxes: dict[str, tuple[float, float, float, float]]


@dataclass
class _Writer:
    """One organisation's file in the making."""

    random: random.Random
    lists: _Lists
    number: int
    size: int
    partners: int
    blocks: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return code(self.number)

    def add(self, subject: str, kind: str, *said: str) -> None:
        self.blocks.append(f"{subject} a {kind} ;\n  " + " ;\n  ".join(said) + " .\n")

    def words(self, least: int, most: int) -> str:
        return " ".join(self.random.choice(_WORDS) for _ in range(self.random.randint(least, most)))

    def evidence(self) -> str:
        page = f"<https://www.{self.code.lower()}.example/page/{self.random.randint(1, 99999)}>"
        return f"sg:evidence {page}" if self.random.random() > 0.03 else f"sg:evidenceCopy {page}"

    def date(self, first: int, last: int) -> str:
        year, month, day = self.random.randint(first, last), self.random.randint(1, 12), self.random.randint(1, 28)
        precision = self.random.random()
        if precision < 0.6:
            return f'"{year}"^^xsd:gYear'
        return (
            f'"{year}-{month:02d}"^^xsd:gYearMonth' if precision < 0.65 else f'"{year}-{month:02d}-{day:02d}"^^xsd:date'
        )

    def other(self) -> str:
        """Another organisation; half of the time one without a record."""
        if self.random.random() < 0.5:
            return f"organisation:partner-{self.random.randrange(self.partners)}"
        return f"organisation:{code((self.number + self.random.randint(1, self.size - 1)) % self.size)}"


def code(number: int) -> str:
    """The code of a synthetic organisation.

    >>> code(7)
    'SYN00007'
    """
    return f"SYN{number:05d}"


def network(size: int, seed: int = 7, schemes: Path = ROOT / "ontology/schemes") -> Iterator[tuple[str, str]]:
    """File names and Turtle of so many organisations with a record, and of their partners without one.

    The same size and seed always give the same text.
    """
    lists, partners = _lists(schemes), max(2, size // 2)
    for number in range(size):
        writer = _Writer(random.Random(f"{seed}-{number}"), lists, number, size, partners)
        _organisation(writer)
        _status(writer)
        _contributions(writer)
        _cooperations(writer)
        _events(writer)
        yield f"organisations/{code(number)}.ttl", _PREAMBLE + "\n" + "\n".join(writer.blocks)
    blocks = [
        f"organisation:partner-{number} a sg:Organisation ;\n  org:classification category:partner-without-record ;\n"
        f'  sg:code "partner-{number}" ;\n  skos:prefLabel "Partner {number}"@en .\n'
        for number in range(partners)
    ]
    yield "partners.ttl", _PREAMBLE + "\n" + "\n".join(blocks)
    agent = 'agent:desk-research a prov:Agent ;\n  foaf:name "Desk research" .\n'
    person = (
        'person:speaker a foaf:Person ;\n  foaf:name "A speaker" ;\n  sg:publicRole "Director"@en ;\n'
        "  sg:evidence <https://www.example.org/speaker> .\n"
    )
    yield "agents.ttl", _PREAMBLE + "\n" + agent + "\n" + person


def fill(size: int, seed: int = 7, *, derive: bool = True) -> EmbeddedStore:
    """A store in memory with the ontology, the real schemes and so many synthetic organisations."""
    store = EmbeddedStore.in_memory()
    store.add_file(ROOT / "ontology/sdggraph.ttl", vocab.ONTOLOGY_GRAPH)
    for path in turtle_files(ROOT / "ontology/schemes"):
        store.add_file(path, vocab.SCHEMES_GRAPH)
    for name, text in network(size, seed):
        store.add_turtle(text.encode(), vocab.DATA_GRAPH, name)
    if derive:
        store.derive(rules(ROOT / "ontology"))
    return store


def subjects(size: int, number: int, seed: int = 7) -> list[str]:
    """All subjects in the file of one organisation: what is judged anew when it changes."""
    for name, text in network(size, seed):
        if name == f"organisations/{code(number)}.ttl":
            return sorted({quad.subject.value for quad in ox.parse(text, ox.RdfFormat.TURTLE)})
    return []


def _lists(schemes: Path) -> _Lists:
    store = EmbeddedStore.in_memory()
    for path in turtle_files(schemes):
        store.add_file(path, vocab.SCHEMES_GRAPH)

    def column(query: str) -> list[str]:
        return [row["name"] for row in store.query(query).rows()]

    boxes = store.query(
        "SELECT ?name ?s ?n ?w ?e { ?c a sg:Country ; skos:notation ?name ; sg:southLatitude ?s ; sg:northLatitude ?n ;"
        " sg:westLongitude ?w ; sg:eastLongitude ?e } ORDER BY ?name"
    ).rows()
    return _Lists(
        column("SELECT ?name { ?t a sg:Theme BIND(STRAFTER(STR(?t), '/theme/') AS ?name) } ORDER BY ?name"),
        column("SELECT ?name { ?t a sdgo:Target ; skos:notation ?name } ORDER BY ?name"),
        column("SELECT ?name { ?p a sg:Programme ; skos:notation ?name } ORDER BY ?name"),
        {row["name"]: (float(row["s"]), float(row["n"]), float(row["w"]), float(row["e"])) for row in boxes},
    )


def _longitude(w: _Writer, west: float, east: float) -> float:
    found = w.random.uniform(west, east if west <= east else east + 360)  # across the 180th meridian
    return found if found <= 180 else found - 360


def _organisation(w: _Writer) -> None:
    country = w.random.choice(sorted(w.lists.boxes))
    south, north, west, east = w.lists.boxes[country]
    category = w.random.choices(("category-2", "category-1", "affiliate", "host", "partner"), (78, 2, 7, 6, 9))[0]
    said = [
        f"org:classification category:{category}",
        f'sg:code "{w.code}"',
        f'sg:acronym "A{w.number}"',
        f'skos:prefLabel "{w.words(3, 6).title()} {w.number}"@en',
        f"sg:country country:{country}",
        f'sg:city "{w.words(1, 1).title()}"',
        f'wgs:lat "{w.random.uniform(south, north):.3f}"^^xsd:decimal',
        f'wgs:long "{_longitude(w, west, east):.3f}"^^xsd:decimal',
        "sg:theme " + " , ".join(f"theme:{name}" for name in sorted(set(w.random.choices(w.lists.themes, k=3)))),
        f"dcterms:source <https://www.{w.code.lower()}.example/about>",
    ]
    if w.random.random() < 0.7:
        said.append(f"foaf:homepage <https://www.{w.code.lower()}.example>")
    if w.random.random() < 0.8:
        said += [f"sg:programme programme:{w.random.choice(w.lists.programmes)}", "sg:scope scope:regional"]
        said.append("sg:partlyBackground true")
    if w.random.random() < 0.4:
        said.append(f'skos:altLabel "{w.words(2, 4)}"')
    w.add(f"organisation:{w.code}", "sg:Organisation", *said)


def _status(w: _Writer) -> None:
    owner, year = f"sg:ofOrganisation organisation:{w.code}", w.random.randint(2003, 2019)
    session = f'sg:session "{(year - 2003) // 2 + 32} C"'
    support = w.evidence() if w.random.random() < 0.9 else "sg:isBackground true"
    date = f'sg:date "{year}"^^xsd:gYear'
    w.add(
        f"status:{w.code}-approved",
        "sg:StatusRecord",
        owner,
        "sg:statusValue status-value:approved",
        date,
        session,
        support,
    )
    active = ("sg:statusValue status-value:active", 'sg:date "2024"^^xsd:gYear', "sg:evidenceInRecord true")
    w.add(f"status:{w.code}-active", "sg:StatusRecord", owner, *active)
    if w.random.random() < 0.8:
        host = f"partner-{w.random.randrange(w.partners)}"
        said = [
            f"sg:hostedOrganisation organisation:{w.code}",
            f"sg:hostOrganisation organisation:{host}",
            w.evidence(),
        ]
        w.add(f"hosting:{w.code}-{host}", "sg:Hosting", *said)


def _contributions(w: _Writer) -> None:
    projects = [f"project:{w.code}-{number}" for number in range(w.random.choice((0, 1, 1, 2, 3)))]
    for target in sorted(set(w.random.choices(w.lists.targets, k=w.random.randint(1, 8)))):
        said = [
            f"sg:contributor organisation:{w.code}",
            f"sg:contributesTo <{vocab.SDG}{target}>",
            f"sg:basis basis:{'stated' if w.random.random() < 0.1 else 'inferred'}",
            f'sg:activity "{w.words(4, 9).capitalize()}"@en',
            "prov:wasAttributedTo agent:desk-research",
            'dcterms:created "2026-11-23"^^xsd:date',
            w.evidence(),
        ]
        if projects and w.random.random() < 0.4:
            said.append(f"sg:inProject {w.random.choice(projects)}")
        w.add(f"contribution:{w.code}-{target}", "sg:Contribution", *said)
    for project in projects:
        said = [
            f'skos:prefLabel "{w.words(3, 6).capitalize()}"@en',
            w.evidence(),
            f"sg:participant organisation:{w.code}",
        ]
        said += [f"sg:participant {w.other()}", f"sg:addresses <{vocab.SDG}{w.random.choice(w.lists.targets)}>"]
        said.append(f"sg:countryServed country:{w.random.choice(sorted(w.lists.boxes))}")
        if w.random.random() < 0.5:
            said += [f"sg:start {w.date(2005, 2012)}", f"sg:end {w.date(2013, 2024)}"]
        w.add(project, "sg:Project", *said)


def _cooperations(w: _Writer) -> None:
    for number in range(w.random.randint(1, 8)):
        said = [
            f"sg:partner organisation:{w.code} , {w.other()}",
            f"sg:cooperationKind cooperation-kind:{w.random.choice(_KINDS)}",
            f'dcterms:description "{w.words(3, 8).capitalize()}"@en',
            w.evidence(),
        ]
        if w.random.random() < 0.98:
            said.append(f'sg:year "{w.random.randint(2005, 2025)}"^^xsd:gYear')
        w.add(f"cooperation:{w.code}-{number}", "sg:Cooperation", *said)


def _events(w: _Writer) -> None:
    for number in range(w.random.choice((0, 1, 2, 3))):
        year, month = w.random.randint(2005, 2025), w.random.randint(1, 12)
        said = [
            f'skos:prefLabel "{w.words(3, 6).capitalize()}"@en',
            f"sg:eventKind event-kind:{w.random.choice(_EVENTS)}",
            f'sg:start "{year}-{month:02d}-03"^^xsd:date',
            f'sg:end "{year}-{month:02d}-07"^^xsd:date',
            f'sg:place "{w.words(1, 2).title()}"',
            f"sg:organiser organisation:{w.code}",
            f"sg:participant {w.other()}",
            w.evidence(),
        ]
        w.add(f"event:{w.code}-{number}", "sg:Event", *said)


# --- known errors --------------------------------------------------------------------------------

_ORG: Final = "organisation:SYN00003"
_CLAIM: Final = "?s a sg:Contribution ; sg:contributor organisation:SYN00003"
_LINK: Final = "?s a sg:Cooperation ; sg:partner organisation:SYN00003"


def _replace(where: str, predicate: str, value: str) -> str:
    change = f"DELETE {{ ?s {predicate} ?old }} INSERT {{ ?s {predicate} {value} }}"
    return f"{change} WHERE {{ {where} . OPTIONAL {{ ?s {predicate} ?old }} }}"


def _org(predicate: str, value: str) -> str:
    return _replace("BIND(organisation:SYN00003 AS ?s)", predicate, value)


def _add(*statements: str) -> str:
    return f"INSERT {{ {' . '.join(statements)} }} WHERE {{}}"


def _drop(where: str, predicate: str) -> str:
    return f"DELETE {{ ?s {predicate} ?old }} WHERE {{ {where} ; {predicate} ?old }}"


_STATUS: Final = "BIND(status:SYN00003-approved AS ?s)"
_NEW_PROJECT: Final = (
    'project:planted a sg:Project ; skos:prefLabel "Planted"@en ; sg:evidence <https://www.example.org/p> ;'
    f" sg:participant {_ORG}"
)
_NEW_EVENT: Final = (
    'event:planted a sg:Event ; skos:prefLabel "Planted"@en ; sg:eventKind event-kind:meeting ;'
    ' sg:evidence <https://www.example.org/e> ; sg:start "2016"^^xsd:gYear'
)

# what is wrong -> (the update that makes it so, the shape that must say it)
PLANTS: Final[Mapping[str, tuple[str, str]]] = {
    "a code with a blank": (_org("sg:code", '"SYN 3"'), "Organisation-code"),
    "no code": ("DELETE WHERE { organisation:SYN00003 sg:code ?old }", "Organisation-code"),
    "two codes": (_add(f'{_ORG} sg:code "SYN-3"'), "Organisation-code"),
    "a code that another has": (_org("sg:code", '"SYN00004"'), "Organisation-codeUnique"),
    "an acronym that another has": (_org("sg:acronym", '"A4"'), "Organisation-acronymShared"),
    "a name without a language": (_org("skos:prefLabel", '"Plain"'), "Organisation-prefLabel"),
    "two names in one language": (_add(f'{_ORG} skos:prefLabel "Another"@en'), "Organisation-prefLabel"),
    "a category that is not on the list": (
        _org("org:classification", "category:category-3"),
        "Organisation-classification",
    ),
    "two countries": (_add(f"{_ORG} sg:country country:CHN , country:FRA"), "Organisation-country"),
    "a country as text": (_org("sg:country", '"China"'), "Organisation-country"),
    "a record without a country": ("DELETE WHERE { organisation:SYN00003 sg:country ?old }", "RecordHasCountry"),
    "a theme that is a programme": (_add(f"{_ORG} sg:theme programme:ihp"), "Organisation-theme"),
    "a latitude beyond the pole": (_org("wgs:lat", "99.5"), "Organisation-lat"),
    "a latitude as text": (_org("wgs:lat", '"12.5"'), "Organisation-lat"),
    "a latitude that is no number": (_org("wgs:lat", '"north"^^xsd:decimal'), "Organisation-lat"),
    "a longitude alone": ("DELETE WHERE { organisation:SYN00003 wgs:lat ?old }", "Coordinates-lat"),
    "coordinates outside the country": (
        f"DELETE {{ {_ORG} sg:country ?old ; wgs:lat ?lat ; wgs:long ?long }}"
        f" INSERT {{ {_ORG} sg:country country:CHN ; wgs:lat -30.0 ; wgs:long 20.0 }}"
        f" WHERE {{ {_ORG} sg:country ?old ; wgs:lat ?lat ; wgs:long ?long }}",
        "Coordinates",
    ),
    "a website that is text": (_org("foaf:homepage", '"www.example.org"'), "Organisation-homepage"),
    "a website by ftp": (_org("foaf:homepage", "<ftp://www.example.org/>"), "Organisation-homepage"),
    "an identifier elsewhere that is neither": (
        _add(f"{_ORG} skos:exactMatch <https://example.org/3>"),
        "Organisation-exactMatch",
    ),
    "a record without a source": (
        f"DELETE {{ {_ORG} dcterms:source ?a . {_ORG} sg:partlyBackground ?b }}"
        f" WHERE {{ {_ORG} dcterms:source ?a OPTIONAL {{ {_ORG} sg:partlyBackground ?b }} }}",
        "RecordHasSource",
    ),
    "a contribution without evidence": (_drop(_CLAIM, "sg:evidence"), "Evidence"),
    "a contribution to a goal that does not exist": (
        _replace(_CLAIM, "sg:contributesTo", "sdg:18"),
        "Contribution-contributesTo",
    ),
    "a contribution to the https address": (
        _replace(_CLAIM, "sg:contributesTo", "<https://metadata.un.org/sdg/6>"),
        "Contribution-contributesTo",
    ),
    "a contribution to two targets": (
        _replace(_CLAIM, "sg:contributesTo", "sdg:6.1 , sdg:6.2"),
        "Contribution-contributesTo",
    ),
    "a contribution both stated and inferred": (
        _replace(_CLAIM, "sg:basis", "basis:stated , basis:inferred"),
        "Contribution-basis",
    ),
    "a contribution without an activity": (_drop(_CLAIM, "sg:activity"), "Contribution-activity"),
    "a contribution of nobody": (
        "DELETE WHERE { ?s sg:contributor organisation:SYN00003 }",
        "Contribution-contributor",
    ),
    "a contribution that nobody claims": (_drop(_CLAIM, "prov:wasAttributedTo"), "Contribution-origin"),
    "a contribution in an unknown project": (
        _replace(_CLAIM, "sg:inProject", "project:nowhere"),
        "Contribution-inProject",
    ),
    "a day that does not exist": (
        _replace(_CLAIM, "dcterms:created", '"2023-02-29"^^xsd:date'),
        "Told-created",
    ),
    "evidence that is text": (_replace(_CLAIM, "sg:evidence", '"a book"'), "Evidence-evidence"),
    "a cooperation with oneself": (_replace(_LINK, "sg:partner", _ORG), "Cooperation-partner"),
    "a cooperation with an unknown partner": (
        _replace(_LINK, "sg:partner", f"{_ORG} , organisation:unheard-of"),
        "Cooperation-partner",
    ),
    "a cooperation of two kinds": (
        _replace(_LINK, "sg:cooperationKind", "cooperation-kind:training , cooperation-kind:network"),
        "Cooperation-cooperationKind",
    ),
    "a cooperation in a year that is a day": (_replace(_LINK, "sg:year", '"2016-05-01"^^xsd:date'), "Cooperation-year"),
    "a cooperation without a date": (_drop(_LINK, "sg:year"), "Cooperation-dated"),
    "an indirect cooperation": (_replace(_LINK, "sg:isIndirect", "true"), "Cooperation-direct"),
    "a status that is not on the list": (
        _replace(_STATUS, "sg:statusValue", "status-value:asleep"),
        "StatusRecord-statusValue",
    ),
    "a session in another form": (_replace(_STATUS, "sg:session", '"35C"'), "StatusRecord-session"),
    "a date as text": (_replace(_STATUS, "sg:date", '"2005"'), "StatusRecord-date"),
    "background with evidence": (
        _add("status:SYN00003-approved sg:isBackground true ; sg:evidence <https://www.example.org/x>"),
        "BackgroundOrEvidence",
    ),
    "background alone": (
        "DELETE { ?s sg:evidence ?e . ?s sg:evidenceCopy ?c } INSERT { ?s sg:isBackground true }"
        " WHERE { BIND(status:SYN00003-approved AS ?s)"
        " OPTIONAL { ?s sg:evidence ?e } OPTIONAL { ?s sg:evidenceCopy ?c } }",
        "OnlyBackground",
    ),
    "evidence on a copy alone": (
        "DELETE { ?s sg:evidence ?e } INSERT { ?s sg:evidenceCopy <https://copies.example/x> } WHERE"
        f" {{ {_LINK} OPTIONAL {{ ?s sg:evidence ?e }} }}",
        "OnlyCopies",
    ),
    "a host that hosts itself": (
        _replace(f"?s sg:hostedOrganisation {_ORG}", "sg:hostOrganisation", _ORG),
        "Hosting-hostOrganisation",
    ),
    "an end before the start": (
        _add(_NEW_PROJECT, 'project:planted sg:start "2016-05"^^xsd:gYearMonth ; sg:end "2015"^^xsd:gYear'),
        "DatesInOrder",
    ),
    "an end a day before the start": (
        _add(_NEW_PROJECT, 'project:planted sg:start "2016-05-02"^^xsd:date ; sg:end "2016-05-01"^^xsd:date'),
        "DatesInOrder",
    ),
    "two starts": (
        _add(_NEW_PROJECT, 'project:planted sg:start "2016-05"^^xsd:gYearMonth , "2017"^^xsd:gYear'),
        "Dated-start",
    ),
    "a month that does not exist": (
        _add(_NEW_PROJECT, 'project:planted sg:start "2016-13"^^xsd:gYearMonth'),
        "Dated-start",
    ),
    "a project without participants": (
        _add('project:planted a sg:Project ; skos:prefLabel "Planted"@en ; sg:evidence <https://www.example.org/p>'),
        "Project-participant",
    ),
    "a project that addresses a country": (
        _add(_NEW_PROJECT, "project:planted sg:addresses country:CHN"),
        "Project-addresses",
    ),
    "an event without a kind": (
        _add(
            'event:planted a sg:Event ; skos:prefLabel "Planted"@en ; sg:start "2016"^^xsd:gYear ; sg:isBackground true'
        ),
        "Event-eventKind",
    ),
    "an event organised by a person": (
        _add(_NEW_EVENT, "event:planted sg:organiser person:speaker"),
        "Event-organisations",
    ),
    "more centres at least than at most": (
        _add(_NEW_EVENT, "event:planted sg:centresAtLeast 30 ; sg:centresAtMost 20"),
        "Event-centresAtLeast",
    ),
    "a person without a public role": (
        _add('person:planted a foaf:Person ; foaf:name "Someone" ; sg:evidence <https://www.example.org/s>'),
        "Person-publicRole",
    ),
    "a circle of themes": (
        _add(
            "theme:groundwater skos:broader theme:planted",
            'theme:planted a sg:Theme , skos:Concept ; skos:prefLabel "Planted"@en ;'
            ' skos:definition "Planted."@en ; skos:inScheme scheme:themes ; skos:broader theme:groundwater',
        ),
        "BroaderWithoutCircle",
    ),
    "a link of a target with itself": (
        _add(
            "target-link:planted a sg:TargetLink ; sg:linkedTarget sdg:1.1 ; sg:weight 0.5",
            'target-link:planted sg:method "planted" ; sg:sharedSubjects 1',
        ),
        "TargetLink-linkedTarget",
    ),
    "a weight above one": (
        _add(
            "target-link:planted a sg:TargetLink ; sg:linkedTarget sdg:1.1 , sdg:2.1 ; sg:weight 1.5",
            'target-link:planted sg:method "planted" ; sg:sharedSubjects 1',
        ),
        "TargetLink-weight",
    ),
    "a title of nine words": (
        _add('sdg:planted a sdgo:Target ; skos:prefLabel "One two three four five six seven eight nine"@en'),
        "Target-prefLabel",
    ),
}


def plant(store: EmbeddedStore, name: str, number: int = 3) -> str:
    """Make one known error at one organisation and name the shape that must find it.

    Raises ValueError when that organisation offers no place for it.
    """
    update, shape = PLANTS[name]
    new = {"SYN00003": code(number), "SYN00004": code(number + 1), '"A4"': f'"A{number + 1}"'}
    update = re.sub("|".join(new), lambda found: new[found[0]], update)
    update = re.sub(r":planted\b", f":planted-{number}", update)
    place = update[update.index("{", update.index("WHERE")) :]
    if not store.query(f"ASK {{ GRAPH <{vocab.DATA_GRAPH}> {place} }}").boolean():
        raise ValueError(f"{name}: there is no place for it at {code(number)}")
    store.update(_in_graph(update) if update.startswith("DELETE WHERE") else f"WITH <{vocab.DATA_GRAPH}> {update}")
    return f"{vocab.SHAPES}{shape}"


def plant_all(store: EmbeddedStore, size: int) -> dict[str, tuple[str, int]]:
    """Make every known error, each at an organisation of its own while there are enough of them.

    What comes back tells for each error the shape that must find it and the number of the organisation.
    """
    planted: dict[str, tuple[str, int]] = {}
    numbers = cycle(range(size - 1))
    for name in PLANTS:
        for number in islice(numbers, size):
            with suppress(ValueError):
                planted[name] = (plant(store, name, number), number)
                break
    return planted


def _in_graph(update: str) -> str:
    inner = update[update.index("{") + 1 : update.rindex("}")]
    return f"DELETE WHERE {{ GRAPH <{vocab.DATA_GRAPH}> {{ {inner} }} }}"


def main(size: int, folder: Path, seed: int = 7, say: Callable[[str], None] = print) -> None:
    """Write so many organisations into a folder."""
    for name, text in network(size, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    say(f"{size} organisations in {folder}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
