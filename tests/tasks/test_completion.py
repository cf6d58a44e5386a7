"""The words that the query editor completes: each of them can stand in a query, and nothing hostile is among them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.sparql.guard import reads_query
from sdggraph.tasks import Source
from sdggraph.tasks.completion import Words, words


@pytest.fixture(scope="module")
def found(source: Source) -> dict[str, dict[str, str]]:
    return by_kind(words(source))


def by_kind(found: list[Words]) -> dict[str, dict[str, str]]:
    """The label of each text, by kind."""
    assert len({each.kind for each in found}) == len(found)
    return {each.kind: {word.text: word.label for word in each.words} for each in found}


def test_terms_codes_and_concepts_stand_there_with_their_labels(found: dict[str, dict[str, str]]) -> None:
    assert found["Class"]["sg:Contribution"] == "Contribution"
    assert found["Property"]["sg:contributesTo"] == "contributes to"
    assert found["Themes"]["theme:karst"] == "Karst"
    assert found["Countries"]["country:KEN"] == "Kenya"
    assert found["Goals and targets"]["sdg:6.5"]
    assert found["Organisation"]["organisation:HIST"].startswith("International Centre on Space Technologies")
    assert found["Scheme"]["scheme:themes"] == "Themes"
    assert found["Prefix"]["sg:"] == vocab.SG
    assert found["Prefix"].keys() == {f"{each}:" for each in vocab.PREFIXES}


def test_properties_of_other_vocabularies_that_the_data_use_are_there(found: dict[str, dict[str, str]]) -> None:
    assert {"skos:prefLabel", "foaf:homepage", "org:classification"} <= found["Property"].keys()
    assert found["Property"]["skos:prefLabel"]


def test_words_of_queries_are_there_and_words_of_updates_are_not(found: dict[str, dict[str, str]]) -> None:
    assert {"SELECT", "WHERE", "OPTIONAL", "FILTER", "DESCRIBE", "NOT"} <= found["Word of SPARQL"].keys()
    assert {"COUNT", "STRSTARTS"} <= found["Function"].keys()
    assert not {"INSERT", "DATA", "LOAD", "INTO"} & found["Word of SPARQL"].keys()


def test_every_name_can_stand_in_a_query_as_it_is_written(found: dict[str, dict[str, str]]) -> None:
    names = [text for kind, held in found.items() for text in held if ":" in text and kind != "Prefix"]
    assert len(names) > 1000
    assert reads_query(f"SELECT * {{ VALUES ?x {{ {' '.join(names)} }} }}")


def test_hostile_names_are_harmless_and_short(tmp_path: Path) -> None:
    label = json.dumps("<img src=x onerror=alert(1)>\n\u202eevil " + "n" * 10_000)
    data = tmp_path / "odd.ttl"
    data.write_text(
        f"""@prefix sg: <{vocab.SG}> . @prefix skos: <{vocab.PREFIXES["skos"]}> .
        <{vocab.BASE}organisation/a%20b> a sg:Organisation ; sg:code "A" ; skos:prefLabel {label}@en .
        <{vocab.BASE}organisation/a.> a sg:Organisation ; sg:code "B" ; skos:prefLabel "Dot"@en .
        <{vocab.BASE}organisation/\u202eb> a sg:Organisation ; sg:code "C" ; skos:prefLabel "Turned"@en .
        <https://example.org/o> a sg:Organisation ; sg:code "D" ; skos:prefLabel "\u0645\u0631\u0643\u0632"@ar .
        <{vocab.BASE}theme/odd> skos:inScheme <{vocab.BASE}scheme/own> ; skos:prefLabel {label}@en .
        <{vocab.BASE}scheme/own> a skos:ConceptScheme .""",
        encoding="utf-8",
    )
    held = by_kind(words(Source(Settings.read(data=data))))
    organisations = held["Organisation"]
    assert organisations.keys() == {
        f"<{vocab.BASE}organisation/a%20b>",
        f"<{vocab.BASE}organisation/a.>",
        "<https://example.org/o>",
    }
    assert organisations["<https://example.org/o>"] == "\u0645\u0631\u0643\u0632"
    said = organisations[f"<{vocab.BASE}organisation/a%20b>"]
    assert len(said) == 80
    assert said.startswith("<img src=x onerror=alert(1)> \ufffdevil")
    assert held["scheme:own"].keys() == {"theme:odd"}
    assert reads_query(f"SELECT * {{ VALUES ?x {{ {' '.join(organisations)} }} }}")
