"""Expressions have the value that an engine of another make gives them: Apache Jena, where its Debian package is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Final

import pytest

from sdggraph.store.embedded import EmbeddedStore
from tests.sparql.expressions import ILL_TYPED, expressions

JARS: Final = Path("/usr/share/java")
NUMBER: Final = 400  # of which at least 300 must have one value in both
# bridges between logging libraries that exclude each other
_BRIDGES: Final = re.compile(r"over-slf4j|jul-to|log4j12|slf4j-(?:jdk14|simple|jcl|migrator)|-\d[\w.]*\.jar$")
_ILL: Final = "|".join(map(re.escape, ILL_TYPED))
# where they differ, who is right, and by what
DIFFERENCES: Final = {
    rf"{_ILL}": "Jena has an error for ill-typed numbers; they are false (17.2.2)",
    r"^IF\((?:<|'2020)": "Jena takes IRIs and dates for false; they have no effective boolean value (17.2.2)",
    r"NaN|INF": "Jena rounds them to numbers; our engine has an error for a comparison with NaN (docs/upstream.md)",
    r"\b0 / -?\d+\.\d": "our engine has an error for zero divided by a decimal (docs/upstream.md)",
    r"' 12 '": "Jena takes no blanks around a number; a cast strips them (F&O 17.1.1)",
    r"Lu\}', '[a-z]*i|P\{L\}', '[a-z]*i": "Jena's classes heed the flag i; those of XPath do not (F&O 5.6.1.1)",
    r"^xsd:(?:float|string)\([-\d.]+e\d": "Jena keeps the spelling of a double",
}


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words that begin a call of Jena."""
    java, core = shutil.which("java"), JARS / "jena-core.jar"
    if java is None or not core.exists():
        pytest.skip("Apache Jena is not here: apt install libapache-jena-java default-jre-headless")
    # the package has lost the messages of its XML parser, which looks for them beside its classes
    messages = tmp_path_factory.mktemp("messages")
    with zipfile.ZipFile(core) as archive:
        for name in archive.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                place = messages / name.removeprefix("org/apache/jena/ext/")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(name))
    jars = [str(jar) for jar in sorted(JARS.glob("*.jar")) if not _BRIDGES.search(jar.name)]
    return [java, "-cp", ":".join([*jars, str(messages)]), "arq.arq", "--results", "json"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 7, 8])
def test_expressions_have_the_value_that_another_engine_gives_them(jena: list[str], tmp_path: Path, seed: int) -> None:
    asked = expressions(NUMBER, seed)
    columns = "\n".join(f"({expression} AS ?x{number})" for number, expression in enumerate(asked))
    query, nothing = tmp_path / "query.rq", tmp_path / "nothing.ttl"
    query.write_text(f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\nSELECT {columns} {{}}")
    nothing.write_text("")
    told = subprocess.run(
        [*jena, "--data", str(nothing), "--query", str(query)], capture_output=True, text=True, check=True
    )
    [theirs] = json.loads(told.stdout)["results"]["bindings"]
    [ours] = EmbeddedStore.in_memory().query(query.read_text()).bindings()
    columns_of = {expression: f"x{number}" for number, expression in enumerate(asked)}
    differing = [each for each, x in columns_of.items() if _value(theirs.get(x)) != _value(ours.get(x))]
    assert [each for each in differing if not any(re.search(known, each) for known in DIFFERENCES)] == []
    assert len(asked) - len(differing) >= 300


def _value(term: dict[str, str] | None) -> object:
    """What a term stands for, however it is written."""
    if term is None:
        return None
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in ("integer", "decimal", "double", "float", "int", "long") and term["value"].lower() != "nan":
        return kind, float(term["value"].replace("INF", "inf"))
    if kind == "boolean":
        return kind, term["value"] in ("true", "1")
    return kind, term["value"], term.get("xml:lang")
