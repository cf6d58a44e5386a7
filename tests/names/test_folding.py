"""Spellings of one name have one form, and names with other marks do not."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from sdggraph.names.folding import leaves_out_marks, unmarked

NAMES = [
    "\u0627\u0644\u0625\u0631\u0634\u0627\u062f",  # Arabic, with a hamza below
    "\u0622\u0628",  # Persian, with a madda
    "\u0915\u093f\u0930\u0923",  # Devanagari
    "\u0e28\u0e39\u0e19\u0e22\u0e4c",  # Thai
    "\u0e19\u0e49\u0e33",  # Thai, with sara am
    "\u0baa\u0bca\u0ba4\u0bc1",  # Tamil, with a vowel sign of two parts
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",  # Hebrew, with points
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_name_is_met_with_all_or_some_of_its_marks_left_out(
    name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    written = unicodedata.normalize("NFD", name)
    bare = "".join(sign for sign in written if not unicodedata.category(sign).startswith("M"))
    some = "".join(sign for sign in written if not unicodedata.combining(sign))
    for text in (bare, some):
        assert leaves_out_marks(unicodedata.normalize(form, text), name)
        assert unmarked(text) == unmarked(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u0915\u093e\u0930\u0923", "\u0915\u093f\u0930\u0923"),  # another vowel is another word
        ("\u0915\u093f\u0930\u0923", "\u0915\u0930\u0923"),  # marks that the name has not
        ("\u0e28\u0e19\u0e22", "\u0e28\u0e39\u0e19\u0e22\u0e4c\u0e01"),  # a piece of a word
        ("\u304b\u3063\u3053\u3046", "\u304c\u3063\u3053\u3046"),  # ga is another letter than ka
        ("HIST", "HIST"),
        ("", "\u0915\u093f"),
    ],
)
def test_other_marks_letters_or_pieces_are_another_name(text: str, name: str) -> None:
    assert not leaves_out_marks(text, name)
