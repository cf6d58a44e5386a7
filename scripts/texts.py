"""Collect every text that a page can show in another language, as gettext needs it for a translator.

    python scripts/texts.py sdggraph.pot
    python scripts/texts.py --check ar.po

The second line tells which texts a translation lacks, and where its values are not those of the English. The texts are
the sentences of the templates, the entries of the catalogue of messages, the texts that the code marks by `msgid`, and
the titles, questions, parameters and columns of the named queries.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from sdggraph.config import Settings
from sdggraph.tasks import Source
from sdggraph.tasks.queries import queries
from sdggraph.version import __version__

SOURCE: Final = Path(__file__).parents[1] / "src" / "sdggraph"
Text = str | tuple[str, ...]
_MARKS: Final = {"sentence": None, "msgid": None, "plural": (1, 2)}
_MARKED: Final = re.compile(r"\b(?:sentence|msgid|plural)\(")
_VALUE: Final = re.compile(r"%\((\w+)\)s|\{(\w+)")
_TEMPLATES: Final = {"trimmed": "false", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}


def texts() -> dict[Text, list[str]]:
    """Return each text, or the two forms of one that depends on a number, with the files that have it."""
    found: dict[Text, list[str]] = {}
    for file, text in (*_of_templates(), *_of_code(), *_of_queries()):
        found.setdefault(text, []).append(file)
    return found


def catalogue() -> Catalog:
    """Return the texts as a catalogue without translations."""
    made = Catalog(project="sdggraph", version=__version__, charset="utf-8", copyright_holder="The sdggraph developers")
    for text, files in sorted(texts().items(), key=lambda pair: str(pair[0])):
        made.add(text, locations=[(file, None) for file in sorted(set(files))])
    return made


def faults(translated: Catalog) -> list[str]:
    """Return what is wrong with a translation: texts that it lacks, and values that it lacks or invents."""
    found = []
    for text in sorted(texts(), key=str):
        held = translated.get(text)
        forms = () if held is None else (held.string,) if isinstance(held.string, str) else tuple(held.string)
        if held is None or held.fuzzy or not all(forms):
            found.append(f"not translated: {text!r}")
            continue
        ids = (held.id,) if isinstance(held.id, str) else held.id  # a text may also be the form for one of another
        known = [_values(each) for each in ids]
        for form in forms:  # one of several forms may leave the number out
            if not (known[0] <= _values(form) <= known[-1]):
                found.append(f"other values than the English: {form!r}")
    return found


def _values(text: str) -> set[str]:
    return {name for pair in _VALUE.findall(text) for name in pair if name}


def _of_templates() -> Iterator[tuple[str, Text]]:
    for file in sorted((SOURCE / "present" / "html" / "templates").glob("*.html")):
        for text in _extracted(file, "jinja2.ext:babel_extract", {"_": None, "gettext": None, "ngettext": (1, 2)}):
            yield file.relative_to(SOURCE).as_posix(), text


def _of_code() -> Iterator[tuple[str, Text]]:
    for file in sorted(SOURCE.rglob("*.py")):
        if not _MARKED.search(file.read_text(encoding="utf-8")):  # to read all of them takes long
            continue
        for text in _extracted(file, "python", _MARKS):
            yield file.relative_to(SOURCE).as_posix(), text


def _of_queries() -> Iterator[tuple[str, Text]]:
    for query in queries(Source(Settings.read())):
        told = (query.title, query.question, *(each.what or each.name.replace("_", " ") for each in query.parameters))
        for text in (*told, *(name.replace("_", " ") for name in query.columns)):
            yield f"queries/{query.name}.rq", text


def _extracted(file: Path, method: str, marks: dict[str, tuple[int, ...] | None]) -> Iterable[Text]:
    with file.open("rb") as content:
        for _, text, _, _ in extract(method, content, marks, options=_TEMPLATES):
            if text:
                yield text


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        with Path(sys.argv[2]).open("rb") as source:
            wrong = faults(read_po(source))
        sys.exit("\n".join(wrong) or 0)
    with Path(sys.argv[1]).open("wb") as target:
        write_po(target, catalogue(), width=120)
