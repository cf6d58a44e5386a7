"""Run the W3C's tests and write what came of them to docs/conformance.md: `python -m tests.conformance`.

Only the section of the suite at hand is written anew: the one of the pinned archive, or of W3C_RDF_TESTS.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from tests.conformance.score import run, section
from tests.conformance.suite import obtained

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "conformance.md"
_INTRODUCTION: Final = """# Conformance

What the endpoint makes of the W3C's own tests of SPARQL 1.0 and 1.1. `python -m tests.conformance` writes this
file; `tests/conformance` runs the tests again and fails when a sentence here is no longer true. The tests are not
part of this project: pip fetches the archive of rdflib, which carries them as the working groups left them, and
`W3C_RDF_TESTS` names a copy of the repository w3c/rdf-tests, where they are still being corrected and added to.

Queries are asked of a running server over HTTP, each with the dataset of its test (`default-graph-uri`,
`named-graph-uri`) and in the format in which the expected answer is written. Updates are carried out by the
embedded store. Numbers that are equal and of one type count as the same. A text that is read and then refused for
what it asks (SERVICE, LOAD) passes a test of syntax. The archive only names the protocol tests; their requests are
in `tests/conformance/protocol.py`. Its updates are sent to a server that starts empty and whose shapes judge
nothing: over our own data `CLEAR ALL` is refused, because the list of changes is the server's to keep. The tests of
the Graph Store Protocol and of SHACL have sections of their own.

What the engine itself answers otherwise than the standard says is mended before it is asked, where that is safe;
`docs/upstream.md` has each case with a query. As the engine has them stay: `0 / 0.1` and `1e0 >= "NaN"^^xsd:double`
(errors; 0 and false would be right), blanks around the text of a cast to a double, a float or a boolean
(`xsd:double(" 12 ")` is an error), integers beyond 64 bits (`xsd:integer(1e19)` is an error), and a comparison without
blanks that the standard reads as an IRI (`?a<?b&&?c>?d`). A server that `--endpoint` names answers for itself.
"""


def main() -> None:
    """Run, and write."""
    suite = obtained()
    with tempfile.TemporaryDirectory() as work:
        outcomes = run(suite, Path(work))
    written = DOCUMENT.read_text() if DOCUMENT.exists() else ""
    sections = {found[1]: found[0] for found in re.finditer(r"^## (\S+):.*?(?=^## |\Z)", written, re.M | re.S)}
    sections[suite.title] = section(suite, outcomes)
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text("\n".join([_INTRODUCTION, *(f"{sections[title].strip()}\n" for title in sorted(sections))]))
    print(section(suite, outcomes).splitlines()[0].removeprefix("## "))


if __name__ == "__main__":
    main()
