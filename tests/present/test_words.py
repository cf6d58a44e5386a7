"""The words of what is printed: counts in singular and plural, and what a share out of the ordinary means."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph.model.suggestions import Knowledge
from sdggraph.numbers import counted
from sdggraph.present.knowledge import rests_on, shares_told

SOURCE = Path(__file__).parents[2] / "src" / "sdggraph"
NOUNS: tuple[str, ...] = (
    *(
        "centre",
        "theme",
        "link",
        "claim",
        "page",
        "row",
        "file",
        "event",
        "statement",
        "candidate",
        "suggestion",
    ),
    *("contribution", "project", "organisation", "target", "goal", "step", "partner", "pair", "record", "finding"),
)
# numbers that are never 1 there: bounds, large numbers, or the branch of several
NEVER_ONE = {
    "present/knowledge.py",
    "present/pictures/network_picture.py",
    "web/jobs/__init__.py",
    "publish/poster_data.py",
    "publish/datasets/feeds.py",
    "importers/csv_network.py",
    "publish/documents/poster.py",
    "store/backup_file.py",
    "store/remote/store.py",
    "publish/checks.py",
    "tasks/proposals/deciding.py",
}


# a value that is filled in and such a noun, also in the next part of the text; only these files are parsed
COUNTED = re.compile(rf"""\}}[\s"'f]*(?:(?:new|further)[\s"'f]+)?(?:{"|".join(NOUNS)})s\b""")


def plurals(path: Path) -> Iterator[str]:
    """A number that is filled in, and a noun in the plural right behind it."""
    source = path.read_text(encoding="utf-8")
    if not COUNTED.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            text = "".join(parts)
            yield from re.findall(rf"\{{\}} (?:new |further )?(?:{'|'.join(NOUNS)})s\b", text)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_number_has_its_noun_from_the_one_helper(path: Path) -> None:
    if str(path.relative_to(SOURCE)) not in NEVER_ONE:
        assert not list(plurals(path)), "Use sdggraph.numbers.counted."


def test_one_thing_is_told_in_the_singular(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "1 row\n" in run("query", "-", input="SELECT (1 AS ?n) {}").output
    assert "0 rows\n" in run("query", "-", input="SELECT ?n { ?n a <urn:x> }").output
    (tmp_path / "one.ttl").write_text("<urn:a> <urn:p> 1 .\n", encoding="utf-8")
    assert "of 1 file changed" in run("format", tmp_path / "one.ttl").output
    assert ", 1 theme, " not in (many := run("suggest-partners", "HIST", "--limit", "1").output)
    assert ", 8 themes, " in many


@pytest.mark.slow
@pytest.mark.parametrize("code", ["AWHF", "BIOmics", "CIMPA", "HidroEX", "ICCBS"])
def test_no_page_says_one_of_many(run: Callable[..., Result], code: str) -> None:
    for words in (("show", code), ("suggest-partners", code), ("gaps", code), ("explain", code, "HIST")):
        text = run(*words).output
        assert not re.findall(rf"(?<![\d.,])1 (?:{'|'.join(NOUNS)})s\b", text), words


def test_counts_have_their_plural() -> None:
    assert (counted(1, "country", "countries"), counted(2, "country", "countries")) == ("1 country", "2 countries")
    assert rests_on(Knowledge(links=1, dated=1)) == "rests on 1 link; it is dated"
    assert rests_on(Knowledge(links=2, dated=1)).endswith("1 of these 2 statements is dated")


def test_shares_out_of_the_ordinary_are_explained() -> None:
    assert "below 0 %" in shares_told({"theme": 1.2, "region": -0.2}, 5)
    assert "below 0 %" not in shares_told({"theme": 0.6, "region": 0.4}, 5)
    assert "below 0 %" not in shares_told({"theme": 1.0, "region": -0.001}, 5)  # it is printed as 0 %
    assert shares_told({}, 5) == "All candidates score the same."
    assert "one candidate only" in shares_told({}, 1)
    assert shares_told({}, 0) == "No candidate is left."


def test_a_list_of_one_candidate_explains_no_order(run: Callable[..., Result]) -> None:
    one = run("suggest-partners", "HIST", "--theme", "karst").output
    assert "There is one candidate only" in one
    assert "All candidates score the same" not in one
    assert (
        "No candidate is left." in run("suggest-partners", "HIST", "--theme", "karst", "--in-region", "Africa").output
    )


def test_no_riddles_stand_in_what_people_read(run: Callable[..., Result]) -> None:
    root = Path(__file__).parents[2]
    texts = [run("network").output, run("network", "--help").output, run("--help").output]
    texts += [path.read_text(encoding="utf-8") for path in (root / "README.md", *sorted((root / "docs").glob("*.md")))]
    for text in texts:
        assert not re.search(r"\bcircles\b|stands? aside|left aside", text, re.IGNORECASE)
