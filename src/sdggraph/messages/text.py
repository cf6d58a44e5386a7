"""Messages as text in a language, and as JSON."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sdggraph.messages.catalogue import CATALOGUE, JOINTS, LAST, MORE
from sdggraph.messages.message import Message, Names, Value

ENGLISH: Final = gettext.NullTranslations()  # the sentences of the catalogue, as they are


class Writing(NamedTuple):
    """The language of a text, and how its parts are written: a page marks the names in it."""

    words: gettext.NullTranslations = ENGLISH
    sentence: Callable[[str], str] = str  # what comes from the catalogue
    name: Callable[[str], str] = str  # what comes from the data


_PLAIN: Final = Writing()


def text(said: Message | str, words: gettext.NullTranslations = ENGLISH) -> str:
    """Return the sentence of a message in a language. A text is returned as it is.

    >>> from sdggraph.messages.message import message
    >>> text(message("theme.shared", themes=Names(("Karst", "Caves"), more=2))), text("as it is")
    ('both work on Karst, Caves and 2 more', 'as it is')
    """
    if isinstance(said, str):
        return said
    return written(said, _PLAIN if words is ENGLISH else Writing(words))


def written(said: Message, writing: Writing) -> str:
    """Return the sentence of a message, with its parts written as asked for.

    >>> from sdggraph.messages.message import message
    >>> written(message("region.country", country="China"), Writing(name="<{}>".format))
    'same country: <China>'
    """
    entry, values, words = CATALOGUE[said.key], said.values, writing.words
    number = values.get(entry.by)
    form = words.ngettext(entry.one, entry.many, number) if isinstance(number, int) else words.gettext(entry.one)
    return writing.sentence(form).format_map({key: _shown(value, writing) for key, value in values.items()})


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


def _shown(value: Value, writing: Writing) -> str | int | float:
    if isinstance(value, str):
        return writing.name(value)
    if isinstance(value, Message):
        return written(value, writing)
    if isinstance(value, Names):
        return _joined(value, writing)
    return value if isinstance(value, int | float) else _joined(Names(value), writing)


def _joined(names: Names, writing: Writing) -> str:
    """Join names as the language does.

    >>> _joined(Names(("A", "B", "C"), style="and"), _PLAIN), _joined(Names(("A", "B"), 2, "and"), _PLAIN)
    ('A, B and C', 'A, B and 2 more')
    """
    words, sentence = writing.words, writing.sentence
    items = [writing.name(each) if isinstance(each, str) else written(each, writing) for each in names.items]
    more = sentence(words.ngettext(*MORE, names.more)).format(count=names.more) if names.more else ""
    ends = [more] if more else [items.pop()] if names.style == "and" and len(items) > 1 else []
    row = sentence(words.gettext(JOINTS[names.style]).format(before="", after="")).join(items)
    if not ends:
        return row
    return sentence(words.gettext(LAST)).format(before=row, last=ends[0]) if row else ends[0]
