"""Keys of a JSON-LD document without a meaning in its context. JSON-LD processors ignore them silently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_MAPS: Final = frozenset({"@language", "@index", "@id", "@type", "@graph"})  # containers whose keys are no words
_DEEPEST: Final = 200  # objects within objects


class _Meaning(NamedTuple):
    """The combined contexts of a document."""

    words: frozenset[str]
    maps: frozenset[str]  # words whose values have keys of their own kind
    everything: bool  # whether each word has a meaning, by @vocab or by a context that does not stand here


def lost_words(text: str) -> list[str]:
    """Return the keys that no context of the document defines, in order; none if the text is not JSON. A key with a
    colon is an IRI. The values of @type are words as well.

    >>> lost_words('{"@context": {"city": "urn:c"}, "city": 1, "nmae": 2, "@type": "Thing", "urn:x": 3}')
    ['nmae', 'Thing']
    >>> lost_words('{"@context": {"@vocab": "urn:x#"}, "nmae": 2}')
    []
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found = _meaning(held)
    return [] if found.everything else list(dict.fromkeys(_unknown(held, found, _DEEPEST)))


def says_something(text: str) -> bool:
    """Whether a JSON-LD document holds statements, even if its words have no meaning.

    >>> says_something('{"@context": {}, "@id": "urn:a"}'), says_something('[{"name": "A"}]')
    (False, True)
    """
    held = json.loads(text)
    said = held if isinstance(held, list) else [held]
    return any(isinstance(each, dict) and bool(each.keys() - {"@context", "@id"}) for each in said)


def _meaning(held: Any) -> _Meaning:
    words: dict[str, bool] = {}
    everything = False
    for context in _contexts(held, _DEEPEST):
        everything = everything or not isinstance(context, dict) or context.get("@vocab") is not None
        if isinstance(context, dict):
            for word, means in context.items():
                container = means.get("@container", ()) if isinstance(means, dict) else ()
                is_map = bool(_MAPS & {*([container] if isinstance(container, str) else container or ())})
                is_json = isinstance(means, dict) and means.get("@type") == "@json"
                if means is not None:
                    words[word] = words.get(word, False) or is_map or is_json
    return _Meaning(frozenset(words), frozenset(word for word, is_map in words.items() if is_map), everything)


def _contexts(held: Any, deepest: int) -> Iterator[Any]:
    """Yield the contexts of a value, those of single words included."""
    if deepest and isinstance(held, list):
        for each in held:
            yield from _contexts(each, deepest - 1)
    elif deepest and isinstance(held, dict):
        context = held.get("@context")
        yield from (each for each in (context if isinstance(context, list) else [context]) if each is not None)
        for value in held.values():
            yield from _contexts(value, deepest - 1)


def _unknown(held: Any, meaning: _Meaning, deepest: int) -> Iterator[str]:
    if deepest and isinstance(held, list):
        for each in held:
            yield from _unknown(each, meaning, deepest - 1)
    elif deepest and isinstance(held, dict) and held.get("@type") != "@json":
        for word, value in held.items():
            if word == "@type" and "@value" not in held:
                types = value if isinstance(value, list) else [value]
                yield from (each for each in types if isinstance(each, str) and _is_lost(each, meaning))
            elif word == "@context":
                continue
            elif _is_lost(word, meaning):
                yield word
            elif word in meaning.maps:
                inside = value.values() if isinstance(value, dict) else [value]
                for each in inside:
                    yield from _unknown(each, meaning, deepest - 1)
            else:
                yield from _unknown(value, meaning, deepest - 1)


def _is_lost(word: str, meaning: _Meaning) -> bool:
    return ":" not in word and not word.startswith("@") and word not in meaning.words
