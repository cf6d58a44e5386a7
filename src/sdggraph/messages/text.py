"""Messages as text in a language, and as JSON."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from typing import Any, Final

from sdggraph.messages.catalogue import CATALOGUE, JOINTS, LAST, MORE
from sdggraph.messages.entry import Entry
from sdggraph.messages.message import Message, Names, Value

ENGLISH: Final = gettext.NullTranslations()  # the sentences of the catalogue, as they are


def text(said: Message | str, words: gettext.NullTranslations = ENGLISH) -> str:
    """Return the sentence of a message in a language. A text is returned as it is.

    >>> from sdggraph.messages.message import message
    >>> text(message("theme.shared", themes=Names(("Karst", "Caves"), more=2))), text("as it is")
    ('both work on Karst, Caves and 2 more', 'as it is')
    """
    if isinstance(said, str):
        return said
    entry, values = CATALOGUE[said.key], said.values
    template = _template(entry, values, words)
    return template.format_map({name: _shown(value, words) for name, value in values.items()})


def _template(entry: Entry, values: Mapping[str, Value], words: gettext.NullTranslations) -> str:
    number = values.get(entry.by)
    return words.ngettext(entry.one, entry.many, number) if isinstance(number, int) else words.gettext(entry.one)


def as_json(said: Message | str) -> dict[str, Any] | None:
    """Return the key and the values of a message; None for a text, which has no key.

    >>> from sdggraph.messages.message import message
    >>> as_json(message("theme.shared", themes=Names(("Karst",), more=2)))
    {'key': 'theme.shared', 'values': {'themes': {'items': ['Karst'], 'more': 2}}}
    """
    if isinstance(said, str):
        return None
    return {"key": said.key, "values": {name: _plain(value) for name, value in said.values.items()}}


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        return as_json(value)
    if isinstance(value, Names):
        return {"items": [_plain(each) for each in value.items], "more": value.more}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _shown(value: Value, words: gettext.NullTranslations) -> str | int | float:
    if isinstance(value, Message):
        return text(value, words)
    if isinstance(value, Names):
        return _joined(value, words)
    return value if isinstance(value, str | int | float) else _joined(Names(value), words)


def _joined(names: Names, words: gettext.NullTranslations) -> str:
    """Join names as the language does.

    >>> _joined(Names(("A", "B", "C"), style="and"), ENGLISH), _joined(Names(("A", "B"), 2, "and"), ENGLISH)
    ('A, B and C', 'A, B and 2 more')
    """
    items = [text(each, words) for each in names.items]
    more = words.ngettext(*MORE, names.more).format(count=names.more) if names.more else ""
    ends = [more] if more else [items.pop()] if names.style == "and" and len(items) > 1 else []
    row = _between(JOINTS[names.style], words).join(items)
    return words.gettext(LAST).format(before=row, last=ends[0]) if ends and row else row or "".join(ends)


def _between(joint: str, words: gettext.NullTranslations) -> str:
    return words.gettext(joint).format(before="", after="")
