"""Messages: the English of one catalogue, the words of another language, and key and values for programs."""

from __future__ import annotations

import ast
import gettext
import re
import string
from pathlib import Path

import pytest

import sdggraph
from sdggraph.messages import CATALOGUE, Message, Names, as_json, clauses, message, sentences, text

SOURCE = Path(sdggraph.__file__).parent


class Shouted(gettext.NullTranslations):
    """A language of one rule: capitals, with the values as they are. It has its own form for two."""

    def gettext(self, message: str) -> str:
        return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"(\{[^}]*\})", message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "two of {of} DO" if n == 2 else self.gettext(msgid1 if n == 1 else msgid2)


def test_a_list_ends_with_the_number_that_is_left_out() -> None:
    assert text(message("theme.shared", themes=Names(("Karst",)))) == "both work on Karst"
    assert text(message("theme.shared", themes=Names(("Karst", "Caves"), 1))) == "both work on Karst, Caves and 1 more"
    assert text(message("broker.cut-off", codes=Names(("A", "B", "C"), style="and"))).startswith(
        "Without it, A, B and C"
    )
    assert text(message("broker.cut-off", codes=Names((), 4, "and"))).startswith("Without it, 4 more would")


def test_a_number_chooses_the_form() -> None:
    one, many = (message("count.centres", count=count) for count in (1, 1200))
    assert (text(one), text(many)) == ("1 centre", "1,200 centres")
    told = message("gap.contributors", count=1, centres=many)
    assert text(told) == "1 of all 1,200 centres with anything on record does"


def test_parts_are_joined_by_semicolons_or_as_sentences() -> None:
    parts: list[Message | str] = [message("meet.near"), "as it is"]
    assert text(clauses(parts)) == "their work is near each other; as it is"
    assert text(sentences(parts)) == "their work is near each other as it is"


def test_another_language_has_its_own_words_order_and_forms() -> None:
    said = clauses([message("region.country", country="China"), message("meet.theme", count=2, of=3, theme="x")])
    assert text(said, Shouted()) == "SAME COUNTRY: China; two of 3 DO"
    assert text(message("theme.shared", themes=Names(("Karst", "Caves"), 7)), Shouted()).startswith(
        "BOTH WORK ON Karst"
    )


def test_programs_get_key_and_values_of_every_part() -> None:
    said = clauses([message("complement.linked", targets=Names((message("complement.pair", target="6", other="7"),)))])
    assert as_json(said) == {
        "key": "parts",
        "values": {
            "parts": {
                "items": [
                    {
                        "key": "complement.linked",
                        "values": {
                            "targets": {
                                "items": [{"key": "complement.pair", "values": {"target": "6", "other": "7"}}],
                                "more": 0,
                            }
                        },
                    }
                ],
                "more": 0,
            }
        },
    }
    assert as_json(message("gap.linked", targets=("6.5",), code="A")) == {
        "key": "gap.linked",
        "values": {"targets": ["6.5"], "code": "A"},
    }
    assert as_json("a plain text") is None


def test_a_value_is_never_read_as_a_sentence_with_values() -> None:
    assert text(message("region.country", country="{key} %(x)s {")) == "same country: {key} %(x)s {"


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_both_forms_of_an_entry_have_the_same_values_and_the_number(key: str) -> None:
    entry = CATALOGUE[key]
    names = [{name for _, name, _, _ in string.Formatter().parse(each) if name} for each in (entry.one, entry.many)]
    assert bool(entry.many) == bool(entry.by)
    if entry.many:
        assert names[0] <= names[1] >= {entry.by}  # the form for one may leave the number out


def test_a_message_of_an_unknown_key_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        text(Message("no.such", {}))


def used() -> dict[str, str]:
    """The keys that the code names, each with a file that does; a part in braces stands for any word."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "message"
                and node.args
            ):
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value[1:]:
                        found[part.value] = file.name
    return found


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    keys = used()
    assert len(keys) > 80
    # a key whose end is computed, such as the standing, is known by its beginning
    unknown = {key: file for key, file in keys.items() if not any(each.startswith(key) for each in CATALOGUE)}
    assert unknown == {}
