"""Docstrings, comments and messages are in plain words: verb and object, the field's term, no riddle."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "sdggraph"
FILES = sorted(SOURCE.rglob("*.py"))

# sentences that stood in the code and that readers had to guess at; each has a plain successor
RIDDLES = (
    "An answer that is none, as an error of ours that says what the server said.",
    "What is raised when a worker has died: of all that ends one by itself, this is what a query can do.",
    "The way by which a query asks other servers: a door on this machine that opens for one query, to those on a list.",
    "Looking through long texts beside the event loop, so that it answers others meanwhile.",
    "Leaving a process one way out: a port that it may call, where Linux can see to that",
    "What is made once for each data version, however many ask for it at the same time.",
    "A way around the middleware and the router, which take as long as a small query does.",
    "Take a header field; those that come after the body are nobody's business.",
    "How many statements there are, and a number that is another one if any of them is.",
    "The bytes that a Range header asks for, none where the file has none there; None for what is not read here.",
    "Take on.",
    "A store or a server is meant, and one of them.",
    "Nobody was free for",
)
# a summary that begins so says neither what the function does nor what it returns
GUESSING = re.compile(r"(What|Who|Whom|Whoever|Nobody|Somebody|Nothing|None|Where|It|How)\b")
KEPT = {  # the models of the style guide keep their words
    "sparql/guard.py",
    "web/http/connection_limits.py",
    "workers/forkserver.py",
}
MOST_WORDS = 40  # of a sentence; the style guide asks for about 25, formulas and lists of parameters take more


def plain(text: str) -> str:
    return " ".join(text.split())


def documented(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield text


@cache
def documented_in(path: Path) -> tuple[str, ...]:
    """The docstrings of a file; it is parsed once for all tests that ask."""
    return tuple(documented(ast.parse(path.read_text(encoding="utf-8"))))


def comments(source: str) -> str:
    """The comments, joined: a sentence may go on in the next line."""
    found = tokenize.generate_tokens(io.StringIO(source).readline)
    return " ".join(token.string.lstrip("# ") for token in found if token.type == tokenize.COMMENT)


def messages(tree: ast.Module) -> Iterator[str]:
    """The texts of the code; the values of an f-string are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))


def words_of(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    return plain(" ".join([*documented(tree), comments(source), *messages(tree)]))


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    return {path.relative_to(SOURCE).as_posix(): words_of(path) for path in FILES}


@pytest.mark.parametrize("riddle", RIDDLES)
def test_no_riddle_of_the_style_guide_is_left(words: dict[str, str], riddle: str) -> None:
    assert [name for name, text in words.items() if riddle in text] == []


def test_a_riddle_is_found_across_lines_in_docstrings_comments_and_messages(tmp_path: Path) -> None:
    path = tmp_path / "riddles.py"
    path.write_text(
        'def resume():\n    """Take\n    on."""\n'
        "    # A store or a server is meant,\n    # and one of them.\n"
        '    raise ValueError(f"Nobody was free "\n                     f"for {10} s.")\n'
    )
    found = words_of(path)
    assert all(riddle in found for riddle in (RIDDLES[10], RIDDLES[11], RIDDLES[12]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_summaries_say_what_is_done_or_returned(path: Path) -> None:
    if path.relative_to(SOURCE).as_posix() in KEPT:
        return
    summaries = [plain(text.split("\n\n")[0]) for text in documented_in(path)]
    assert [summary for summary in summaries if GUESSING.match(summary)] == []


def test_docstrings_speak_of_things_and_not_of_somebody() -> None:
    vague = re.compile(r"\b(nobody|somebody|whoever)('s)?\b(?! =)", re.IGNORECASE)
    found = {}
    for path in FILES:
        name = path.relative_to(SOURCE).as_posix()
        prose = [plain(text.split(">>>")[0]) for text in documented_in(path)]
        hits = [text[:80] for text in prose if vague.search(text)]
        if hits and name not in KEPT:
            found[name] = hits
    assert found == {}


def test_sentences_of_docstrings_are_short() -> None:
    long = {}
    for path in FILES:
        name = path.relative_to(SOURCE).as_posix()
        for text in documented_in(path):
            prose = re.sub(r"\([^)]*\)", "", plain(text.split(">>>")[0]))
            sentences = re.split(r"(?<=[.:;])\s+", prose)
            lengths = [len(sentence.split()) for sentence in sentences if "──" not in sentence]
            if max(lengths) > MOST_WORDS and name not in KEPT:
                long[name] = max(lengths)
    assert long == {}


def test_the_glossary_explains_our_own_terms_and_the_readme_leads_there() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", glossary, re.MULTILINE)
    rows = [(term, meaning) for term, meaning in cells if term != "Word" and not term.startswith("--")]
    terms = [term for term, _ in rows]
    assert len(terms) == len(set(terms))
    for term in (
        "data version", "basis", "weak tie", "thin record", "share of the score", "share of the ranking",
        "community", "broker", "isolated", "signal", "on record",
    ):  # fmt: skip
        assert any(term in each for each in terms), term
    assert all(meaning.endswith(".") for _, meaning in rows)
    assert "docs/glossary.md" in (ROOT / "README.md").read_text(encoding="utf-8")
