"""A made-up language that is written from right to left: each letter of a sentence is another one, no value changes."""

from __future__ import annotations

import gettext
import re
from functools import cache
from html.parser import HTMLParser
from typing import Final

TAG: Final = "ar-x-made-up"
_LETTERS: Final = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
_VALUES: Final = re.compile(r"(%\(\w+\)s|%%|\{[^}]*\})")
_TOLD: Final = ("aria-label", "title", "placeholder", "alt")
VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "rect", "circle", "line", "image", "wbr"})


class MadeUp(gettext.NullTranslations):
    """Translations of every text. What was asked for is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str | tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return made_up(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add((msgid1, msgid2))
        return made_up(msgid1 if n == 1 else msgid2)


@cache
def made_up(text: str) -> str:
    """The text in the letters of the language, with its values as they are."""
    parts = _VALUES.split(text)
    return "".join(part if _VALUES.fullmatch(part) else _spelt(part) for part in parts)


def _spelt(text: str) -> str:
    return "".join(_LETTERS.get(letter.lower(), letter) for letter in text)


def _is_for_script(name: str, value: str) -> bool:
    """Whether an attribute has a sentence that a script shows."""
    return name.startswith("data-") and " " in value.strip()


class Told(HTMLParser):
    """What a page tells its readers: its text, and the names of things that only some readers get.

    Elements that say that they are English are left out, and so is code.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if self._inside or held.get("lang") == "en" or tag in ("script", "style", "code", "pre", "textarea"):
            self._inside += [tag] if tag not in VOID else []
            return
        if tag != "link":
            self.parts += [value for name, value in attrs if value and (name in _TOLD or _is_for_script(name, value))]
        if tag == "meta" and (held.get("name") == "description" or held.get("property") == "og:title"):
            self.parts.append(held.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        while self._inside:  # the end of an element ends those in it, such as the items of a list
            if self._inside.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.parts.append(data)
