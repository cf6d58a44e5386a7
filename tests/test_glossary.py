"""The glossary explains the words of our own that help texts, messages, options and queries use, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from sdggraph.analysis.partners import MODES
from sdggraph.cli.group import cli
from tests.test_plain_words import FILES, messages

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
# values of options that mean what they mean everywhere
ORDINARY = {"all", "age"}
# what stands for a value of a common kind, or of computing
PLACES = {"CODE", "DATE", "DAY", "FILE", "FILES", "FOLDER", "FOLDERS", "ID", "IP", "MAIL", "N", "NAME", "URL", "VALUE",
          "YEAR", "ONE", "OTHER", "OLD", "NEW", "QUERY", "HOST", "PORT", "SIZE", "BYTES"}  # fmt: skip
# words of our own that the code names nowhere as such; read from the help texts, and looked for in them below
OWN = (
    "agreement", "baseline", "blend", "broker", "canonical form", "chain", "community", "complement", "contribution",
    "coverage", "data version", "derived", "editorial note", "evidence", "gap", "host", "inferred", "isolated", "link",
    "list of changes", "mode", "named query", "neighbour", "on record", "proposal", "rank of the pair", "record",
    "shape", "signal", "standing", "stated", "statement", "store", "suspect", "token", "weak tie", "weight",
    "worth a conversation",
)  # fmt: skip
# headings that name a thing more fully than the printed text does, with the printed words
PRINTED = {"goal names": "goal", "share of the score": "share", "share of the ranking": "what made the order"}
# words that the glossary explains under another heading, with that heading
UNDER = {"rank of the pair": "rank", "suspect": "screen", "worth a conversation": "suggestion"}


def headings() -> list[str]:
    """The terms in the left column, one by one, in lower case, without what stands in brackets."""
    cells = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", GLOSSARY, re.MULTILINE)
    plain = [re.sub(r" \([^)]*\)", "", cell) for cell in cells if cell != "Word" and not cell.startswith("--")]
    return [term.lower() for cell in plain for term in cell.split(", ")]


def commands(group: click.Group, parent: click.Context | None = None) -> Iterator[click.Command]:
    """Every command, and those of the groups in it."""
    context = click.Context(group, parent=parent)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield command
        if isinstance(command, click.Group):
            yield from commands(command, context)


COMMANDS = tuple(commands(cli))


def helped(command: click.Command) -> str:
    """All that `--help` says of a command, without its examples."""
    said = [command.help or "", command.short_help or ""]
    said += [each.help or "" for each in command.params if isinstance(each, click.Option)]
    return " ".join(re.sub(r"\n\x08?\n?Examples?:.*", "", text, flags=re.DOTALL) for text in said)


HELP = " ".join(" ".join(helped(command) for command in COMMANDS).lower().split())


def uses(text: str, term: str) -> bool:
    """Whether a text in lower case uses a term, in singular or plural."""
    stem = re.escape(term.lower()).removesuffix("y")
    return re.search(rf"(?<![\w/.-]){stem}(s|y|ies|es|d|ed)?(?![\w/-])", text) is not None


@cache
def texts() -> str:
    """Everything that readers see, in lower case: help, messages, queries, and the pages but this one."""
    said = [HELP, *(text for path in FILES for text in messages(ast.parse(path.read_text(encoding="utf-8"))))]
    pages = [*(ROOT / "queries").glob("*.rq"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    said += [page.read_text(encoding="utf-8") for page in pages if page.name != "glossary.md"]
    return " ".join(" ".join(said).lower().split())


def test_every_value_of_an_option_that_is_a_word_of_ours_is_explained() -> None:
    offered = {
        choice.replace("-", " ")
        for command in COMMANDS
        for each in command.params
        if isinstance(each.type, click.Choice) and each.name != "format"
        for choice in map(str, each.type.choices)
    }
    assert {"country group", "stated", "south south", "target"} <= offered
    assert offered - ORDINARY - {term.replace("-", " ") for term in headings()} == set()


def test_every_word_that_stands_for_a_value_is_explained() -> None:
    metavars = [each.metavar or each.human_readable_name for command in COMMANDS for each in command.params
                if isinstance(each, click.Argument) or each.metavar]  # fmt: skip
    words = {word for metavar in metavars for word in re.findall(r"\b[A-Z]+\b", metavar)}
    assert {"ORGANISATION", "CENTRE", "SIGNAL"} <= words
    assert {word for word in words - PLACES if word.lower() not in headings()} == set()


def test_every_thing_of_the_ontology_that_a_help_text_names_is_explained() -> None:
    text = (ROOT / "ontology" / "sdggraph.ttl").read_text(encoding="utf-8")
    labels = re.findall(r"a owl:Class ;.*?rdfs:label \"([^\"]+)\"@en", text, re.DOTALL)
    named = {label.lower() for label in labels if uses(HELP, label)}
    assert {"country group", "status record", "theme"} <= named
    # ordinary words, used as such: "each with its reasons", "list the countries", "the cooperation of centres"
    assert named - set(headings()) - {"country", "cooperation", "reason"} == set()


def test_every_signal_of_a_mode_is_explained() -> None:
    assert {signal for weights in MODES.values() for signal in weights} - set(headings()) == set()


@pytest.mark.parametrize("term", OWN)
def test_a_word_of_our_own_is_used_in_help_or_messages_and_explained(term: str) -> None:
    assert uses(texts(), term)
    assert UNDER.get(term, term) in headings()


def test_the_glossary_explains_only_words_that_readers_meet() -> None:
    said = texts()
    assert [term for term in headings() if not uses(said, PRINTED.get(term, term))] == []


def test_a_term_is_found_in_singular_and_plural_and_not_within_another_word() -> None:
    assert uses("two communities, one light.", "community")
    assert uses("the named queries", "named query")
    assert not uses("highlights of sunlight", "light")
    assert not uses("--limit-links", "link")
