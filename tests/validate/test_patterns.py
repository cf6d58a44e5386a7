"""sh:pattern is a pattern of SPARQL's REGEX, with its flags, whichever way the data are judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
HEAD = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"


def judged(run: Run, folder: Path, shape: str, value: str, *options: str) -> Result:
    """What `validate` says of one value under one pattern."""
    (folder / "data.ttl").write_text(f"{HEAD}ex:a a ex:T ; ex:p {value} .\n")
    (folder / "shapes.ttl").write_text(
        f"{HEAD}ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . ex:P sh:path ex:p ; {shape} .\n"
    )
    return run("validate", folder / "data.ttl", "--shapes", folder / "shapes.ttl", *options)


@pytest.mark.parametrize("method", [(), ("--full",)], ids=["screened", "full"])
@pytest.mark.parametrize(
    ("shape", "value", "code"),
    [
        ('sh:pattern "^[a-z-[aeiou]]+$"', '"xyz"', 0),
        ('sh:pattern "^[a-z-[aeiou]]+$"', '"aei"', 1),
        ('sh:pattern "a.b" ; sh:flags "s"', '"a\\nb"', 0),
        ('sh:pattern "a.b"', '"a\\nb"', 1),
        ('sh:pattern "a.b" ; sh:flags "q"', '"axb"', 1),
        ('sh:pattern "a.b" ; sh:flags "q"', '"a.b"', 0),
        ('sh:pattern "a b" ; sh:flags "x"', '"ab"', 0),
        ('sh:pattern "^AB$" ; sh:flags "i"', '"ab"', 0),
        ('sh:pattern "^a$"', '"a\\n"', 1),
        ('sh:pattern "^\\\\w+$"', '"a_b"', 1),
        ('sh:pattern "^\\\\p{L}+$"', '"é"', 0),
        ('sh:pattern "^\\\\i\\\\c*$"', '"xyz"', 0),
        ('sh:pattern "^(a)\\\\1$"', '"aa"', 0),
    ],
)
def test_a_pattern_means_what_sparql_says(
    run: Run, tmp_path: Path, shape: str, value: str, code: int, method: tuple[str, ...]
) -> None:
    result = judged(run, tmp_path, shape, value, *method)
    assert result.exit_code == code, result.output


@pytest.mark.parametrize(
    "shape",
    ['sh:pattern "a(?=b)"', 'sh:pattern "\\\\Aa\\\\Z"', 'sh:pattern "a**"', 'sh:pattern "A" ; sh:flags "iz"'],
)
def test_what_is_no_pattern_of_sparql_is_refused(run: Run, tmp_path: Path, shape: str) -> None:
    result = judged(run, tmp_path, shape, '"a"')
    assert (result.exit_code, "cannot be read" in result.output) == (2, True), result.output
