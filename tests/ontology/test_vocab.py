"""Names: each prefix means one thing everywhere, and each `sg:` term is defined once and used somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sdggraph import vocab
from tests.graphs import DATA, ONTOLOGY, QUERIES, ROOT, RULES, SCHEMES, SHAPES, Graph, statements

SOURCE = sorted((ROOT / "src").rglob("*.py"))
SPARQL = [*RULES, *QUERIES]
TURTLE = [ONTOLOGY, *SCHEMES, *DATA, *([SHAPES] if SHAPES.exists() else [])]

# names in doctests and error messages that stand for any name
STAND_INS = {"guard.py": {"sg:a", "sg:b"}, "parameters.py": {"sg:name"}, "statements.py": {"sg:y"}}
_TERM = re.compile(r"(?<![\w:/#-])sg:[A-Za-z]\w*")
_DECLARATION = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_SHACL_DECLARATION = re.compile(r'sh:prefix "([^"]*)" ; sh:namespace "([^"]*)"')

each_file = pytest.mark.parametrize("path", [*TURTLE, *SPARQL, *SOURCE], ids=lambda path: path.name)


def terms(path: Path) -> set[str]:
    """Every `sg:` name in a file, comments and texts of code included."""
    return set(_TERM.findall(path.read_text("utf-8"))) - STAND_INS.get(path.name, set())


def uses(path: Path) -> set[str]:
    """The names that a file really uses: in Turtle those of its statements, else all that it spells."""
    if path in (*SCHEMES, *DATA):
        of_triples = {name for s, p, o in statements(path) for name in (s, p, vocab.compact(o.value))}
        return {name for name in of_triples if name.startswith("sg:")}
    return terms(path)


@each_file
def test_every_term_of_ours_is_defined(path: Path, ontology: Graph) -> None:
    unknown = terms(path) - ontology.subjects
    assert not unknown, f"{path.name} uses {sorted(unknown)}; define it in ontology/sdggraph.ttl or mend the name."


def test_every_term_defined_is_used(ontology: Graph) -> None:
    defined = {subject for subject in ontology.subjects if subject.startswith("sg:")}
    places = [*DATA, *SCHEMES, *SPARQL, *SOURCE, *([SHAPES] if SHAPES.exists() else [])]
    used = {name for path in places for name in uses(path)}
    assert not defined - used, f"{sorted(defined - used)} are used nowhere: use or remove them."


@pytest.mark.parametrize("path", [*TURTLE, *SPARQL], ids=lambda path: path.name)
def test_a_prefix_means_what_it_means_everywhere(path: Path) -> None:
    text = path.read_text("utf-8")
    declared = [*_DECLARATION.findall(text), *_SHACL_DECLARATION.findall(text)]
    wrong = {prefix: space for prefix, space in declared if vocab.PREFIXES.get(prefix) != space}
    assert not wrong, f"{path.name} declares {wrong}; sdggraph.vocab says what each prefix stands for."


@pytest.mark.parametrize("path", SPARQL, ids=lambda path: path.name)
def test_a_query_uses_only_prefixes_that_are_in_force(path: Path) -> None:
    text = re.sub(r"^#.*$|<[^>\s]*>|\"[^\"]*\"", "", path.read_text("utf-8"), flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?$:-])([a-z][\w-]*):", text))
    assert used <= set(vocab.PREFIXES), f"{path.name} uses the prefixes {used - set(vocab.PREFIXES)}; see vocab."


def test_no_prefix_stands_for_the_namespace_of_another() -> None:
    assert len(set(vocab.PREFIXES.values())) == len(vocab.PREFIXES)
    for prefix, space in vocab.PREFIXES.items():
        assert space.endswith(("/", "#")), f"{prefix}: <{space}> would run into the names behind it."


def test_every_kind_of_resource_is_in_use(data: Graph, schemes: Graph) -> None:
    """Some are made by rules, some by commands; the others stand in data and schemes."""
    found = {subject.partition(":")[0] for subject in data.subjects | schemes.subjects}
    spelled = "".join(path.read_text("utf-8") for path in [*RULES, *SOURCE] if path.name != "vocab.py")
    made = {kind for kind in vocab.RESOURCE_KINDS if f"{kind}:" in spelled or f'"{kind}"' in spelled}
    idle = set(vocab.RESOURCE_KINDS) - found - made
    assert not idle, f"Nothing is a {sorted(idle)}; take it out of vocab.RESOURCE_KINDS."


@pytest.mark.parametrize("path", [ONTOLOGY, *SCHEMES, *DATA], ids=lambda path: path.name)
def test_no_file_spells_a_long_iri_that_has_a_prefix(path: Path) -> None:
    spelled = re.findall(r"^[^#\"]*?<([^>]+)>", path.read_text("utf-8"), re.MULTILINE)
    ours = [iri for iri in spelled if vocab.compact(iri) != iri and iri not in vocab.PREFIXES.values()]
    short_would_do = [iri for iri in ours if re.fullmatch(r"[\w.-]+", vocab.compact(iri).partition(":")[2])]
    assert not short_would_do, f"{path.name} spells {short_would_do}; `sdggraph format` writes them short."
