"""Finds the command lines that we print anywhere: in documents, in string constants, and in what commands produce."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "data").glob("*.md")),
    *sorted((ROOT / "queries").glob("*.rq")),
    *sorted((ROOT / "examples").glob("*")),
    *sorted((ROOT / "src").rglob("*.html")),
]
CODE = sorted((ROOT / "src").rglob("*.py"))
# the word as it stands in the code before a further word, a value that is filled in, or the end of a part of a text
_NAMED = re.compile(r"""sdggraph[ "'{\\]""")
HOLE = "\u2026"  # what stands for a value that is filled in when the text is made

_QUOTED = re.compile(r"`((?:[^`\n|]*\| )?(?:[A-Z_]+=\S+ )?sdggraph [a-z][^`]*)`")
_LINE = re.compile(
    r"^\s*(?:\$ |ExecStart=\S*/|Examples?: +)?((?:echo '[^']*' \| |[A-Z_]+=\S+ )?sdggraph [a-z][^\n]*)", re.MULTILINE
)
_SENTENCE = re.compile(r"(?:For example: |, or |page: )(sdggraph [a-z][^.,]*)")
_AFTER = re.compile(r"(?<=&& )(?:\S*/)?sdggraph [a-z][^`\n]*")


def in_text(text: str) -> list[str]:
    """The command lines of a text, without comments and line breaks, each once."""
    whole = re.sub(r"\\\n\s*", "", text)
    found: list[str] = []
    for pattern in (_QUOTED, _LINE, _SENTENCE, _AFTER):
        for match in pattern.finditer(whole):
            line = match[1] if match.re.groups else match[0]
            for part in re.split(r"(?:^| && )(?=\S*sdggraph )", line):
                bare = re.sub(r"\s{2,}#.*|\s&&.*", "", part).strip().rstrip(".")
                if re.search(r"\bsdggraph [a-z]", bare):
                    found.append(re.sub(r"^\S*/sdggraph ", "sdggraph ", bare))
    return list(dict.fromkeys(found))


def in_html(text: str) -> list[str]:
    """The command lines of a page: its elements without their tags, line by line."""
    return in_text(html.unescape(re.sub(r"<[^>]+>", "\n", text)))


def in_code(path: Path) -> Iterator[str]:
    """The command lines in the strings of a module; a hole stands for each value that is filled in."""
    source = path.read_text(encoding="utf-8")
    if not _NAMED.search(source):  # parsing takes much longer
        return
    tree = ast.parse(source)
    filled = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else HOLE for part in node.values]
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in filled:
            text = node.value
        else:
            continue
        yield from in_text(text)
