"""What comes of the W3C's tests of SHACL: `python -m tests.conformance.shacl_score` writes it down."""

from __future__ import annotations

import re
from typing import Final

from tests.conformance.__main__ import DOCUMENT
from tests.conformance.shacl import ARCHIVE, METHODS, Case, cases, obtained, passes

Outcomes = dict[str, dict[str, str | None]]  # by the method and the name: None, or what came instead

# the tests that are not passed, each with its reason; with both methods
EXCEPTIONS: Final = {
    "sparql/pre-binding/shapesGraph-001": (
        "It asks the shapes graph from a query ($shapesGraph), which SHACL leaves optional; such shapes are refused."
    ),
}
_WAYS: Final = {"screen": "as `validate` does it: screened where the screen is certain", "full": "with `--full`"}
_PREFACE: Final = """
The W3C's tests of SHACL, core and SPARQL, as the source archive of pySHACL carries them. Each is judged as
`sdggraph validate DATA --shapes SHAPES --format turtle` judges, and every result is compared with those that the
test expects: focus node, path, value, severity, constraint component, source shape; messages where the test has some.
Blank nodes count as equal where they describe the same path, because each graph has its own.
`python -m tests.conformance.shacl_score` writes this section.
"""


def run(tests: list[Case]) -> Outcomes:
    """Judge every test with both methods."""
    return {method: {case.name: passes(case, method) for case in tests} for method in METHODS}


def section(outcomes: Outcomes) -> str:
    """Return what the documentation says of these outcomes."""
    passed = {method: sum(each is None for each in found.values()) for method, found in outcomes.items()}
    total = len(outcomes["full"])
    lines = [f"## shacl/{ARCHIVE}: {min(passed.values())} of {total}", _PREFACE]
    lines += ["| Judged | Passed | Of |", "| --- | ---: | ---: |"]
    lines += [f"| {_WAYS[method]} | {passed[method]} | {total} |" for method in METHODS]
    lines += ["", "Not passed:", "", "| Test | Reason |", "| --- | --- |"]
    for name in sorted({name for found in outcomes.values() for name, complaint in found.items() if complaint}):
        lines.append(f"| {name} | {EXCEPTIONS.get(name, 'Unexplained.')} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Run, and write; the other sections stay as they are."""
    told = section(run(cases(obtained())))
    introduction, *sections = re.split(r"^(?=## )", DOCUMENT.read_text(), flags=re.MULTILINE)
    name = told.partition(":")[0]
    others = [each for each in sections if each.partition(":")[0] != name]
    every = sorted([*others, told], key=lambda text: text.partition(":")[0])
    DOCUMENT.write_text("\n".join(f"{each.strip()}\n" for each in (introduction, *every)))
    print(told.splitlines()[0].removeprefix("## "))


if __name__ == "__main__":
    main()
