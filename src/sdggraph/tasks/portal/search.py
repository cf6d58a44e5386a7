"""Search over everything that has a page: organisations, goals, targets, themes, countries, regions and questions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import lazy_loader as lazy

from sdggraph.analysis.coverage import claims_of
from sdggraph.messages import msgid
from sdggraph.model.coverage import un_order
from sdggraph.model.records import Concept, Network, Organisation
from sdggraph.names.folding import words
from sdggraph.tasks.memo import once
from sdggraph.tasks.portal.areas import country_path, theme_path
from sdggraph.tasks.portal.coverage import goal_path
from sdggraph.tasks.portal.questions import named, question_path
from sdggraph.tasks.portal.records import Moved, organisation_path
from sdggraph.tasks.source import Source

rapidfuzz = lazy.load("rapidfuzz")  # loads only when nothing was found

CENTRE, ORGANISATION, GOAL, TARGET = msgid("Centre"), msgid("Organisation"), msgid("Goal"), msgid("Target")
THEME, COUNTRY, REGION, QUESTION = msgid("Theme"), msgid("Country"), msgid("Region"), msgid("Question")
_ORDER: Final = (CENTRE, GOAL, THEME, COUNTRY, REGION, TARGET, QUESTION, ORGANISATION)
_LIST: Final = "organisations/index.html"
_MOST: Final = 50  # hits on the page
_LIKE: Final = 72.0  # per cent of common letters, from which two words look alike: HISD and HIST have 75
_WORDS: Final = 12  # words that are compared
_NEAR: Final = 4  # names that are offered
_PARTLY: Final = 8  # things of which some of the words are the name
_EXACT, _CODE, _WHOLE, _BEGINS, _HOLDS = 0, 1, 2, 3, 4  # the ranks of a hit, the best first
_NAMES: Final = 12  # names of one thing in the published index
_held: Final[WeakKeyDictionary[Source, tuple[Entry, ...]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Entry:
    """A thing that can be found."""

    kind: str
    path: str
    label: str
    code: str = ""  # shown before the label
    names: tuple[str, ...] = ()  # other names by which it is found
    parts: tuple[tuple[str, ...], ...] = ()  # the words of each name
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Search:
    """Everything on the page of search."""

    q: str
    hits: tuple[Entry, ...]
    total: int
    nearest: tuple[Entry, ...]  # things with a similar name, where nothing was found
    partly: tuple[Entry, ...] = ()  # things that hold some of the words, where nothing was found


def search(source: Source, *, q: str = "") -> Search | Moved:
    """Return what is found by these words; a code, or whole words that fit one thing only, lead to its page.

    Every word must begin a word of a name. The beginning of a word may be a misspelt one (chian, of Chiang Mai or of
    China), so what it finds is shown and not followed. Where nothing fits, things with similar names are offered.
    """
    found = list(find(source, q))
    if found and (found[0][0] <= _CODE < found[1][0] if len(found) > 1 else found[0][1].words.issuperset(words(q))):
        return Moved(found[0][1].path)
    hits = tuple(entry for _, entry in found)
    return Search(q, hits[:_MOST], len(hits), () if hits else similar(source, q), () if hits else partly(source, q))


def find(source: Source, q: str) -> list[tuple[int, Entry]]:
    """Return the things whose names fit the words, the best first, each with its rank."""
    sought = words(q)
    if not sought:
        return []
    found = [
        (rank, entry) for entry in _lookup(source).with_beginnings(sought) if (rank := _rank(entry, sought)) is not None
    ]
    return sorted(found, key=lambda each: each[0])


def similar(source: Source, q: str) -> tuple[Entry, ...]:
    """Return the things whose names have the most similar words, so that misspelt words lead to them too.

    Of things that are as similar, those come first whose name has as many words: the theme Groundwater before centres.
    """
    sought = words(q)[:_WORDS]
    if not sought:
        return ()
    lookup = _lookup(source)
    alike = [lookup.similar_to(each) for each in sought]
    scored = []
    for entry in lookup.with_any(word for near in alike for word in near):
        score = sum(max((near.get(word, 0.0) for word in entry.words), default=0.0) for near in alike) / len(sought)
        if score >= _LIKE:
            scored.append((-score, _distance(entry, alike), entry))
    return tuple(entry for *_, entry in sorted(scored, key=lambda each: each[:2])[:_NEAR])


def _distance(entry: Entry, alike: list[dict[str, float]]) -> int:
    """Return by how many words the nearest name is longer or shorter than what was asked for."""
    near = {word for each in alike for word in each}
    return min((abs(len(part) - len(alike)) for part in entry.parts if not near.isdisjoint(part)), default=0)


def partly(source: Source, q: str) -> tuple[Entry, ...]:
    """Return the things that a sentence names: some words of it, one after another, are a whole name of each.

    So "who works on 6.5 in Africa" leads to target 6.5 and to Africa, and not to goal 6, a part of a longer name.
    """
    sought = words(q)
    runs = [tuple(sought[at : at + size]) for size in range(_WORDS, 0, -1) for at in range(len(sought) - size + 1)]
    named = _lookup(source).by_part
    found: list[tuple[str, ...]] = []
    for run in dict.fromkeys(runs):
        if run in named and not any(_lies_in(run, longer) for longer in found):
            found.append(run)
    return tuple(dict.fromkeys(entry for run in found for entry in named[run]))[:_PARTLY]


def _lies_in(run: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    return any(longer[at : at + len(run)] == run for at in range(len(longer) - len(run) + 1))


class _Lookup:
    """The entries by their words, so that a question looks at few of thousands; all answers are in their order."""

    def __init__(self, every: tuple[Entry, ...]) -> None:
        self._every = every
        self._by_word: dict[str, list[int]] = {}
        self.by_part: dict[tuple[str, ...], list[Entry]] = {}
        for place, entry in enumerate(every):
            for word in entry.words:
                self._by_word.setdefault(word, []).append(place)
            for part in entry.parts:
                self.by_part.setdefault(part, []).append(entry)
        self._words = sorted(self._by_word)

    def with_beginnings(self, sought: Iterable[str]) -> Iterator[Entry]:
        """Yield the entries with a word for each of these that begins with it."""
        found: set[int] | None = None
        for beginning in sought:
            places = {place for word in self._beginning(beginning) for place in self._by_word[word]}
            found = places if found is None else found & places
        return (self._every[place] for place in sorted(found or ()))

    def with_any(self, words: Iterable[str]) -> Iterator[Entry]:
        """Yield the entries with any of these words."""
        return (self._every[place] for place in sorted({place for word in words for place in self._by_word[word]}))

    def similar_to(self, word: str) -> dict[str, float]:
        """Return the words that look like this one, with their share of common letters in per cent."""
        found = rapidfuzz.process.extract(
            word, self._words, scorer=rapidfuzz.fuzz.ratio, limit=None, score_cutoff=_LIKE
        )
        return {each: float(ratio) for each, ratio, _ in found}

    def _beginning(self, with_: str) -> Iterator[str]:
        for place in range(bisect_left(self._words, with_), len(self._words)):
            if not self._words[place].startswith(with_):
                return
            yield self._words[place]


def _lookup(source: Source) -> _Lookup:
    return once(source, "search", lambda: _Lookup(entries(source)))


def entries(source: Source) -> tuple[Entry, ...]:
    """Return everything that can be found, in the order of equally good hits; read at the first call for a source."""
    if source not in _held:
        found = (*_entries(source.network), *_questions(source))
        _held[source] = tuple(sorted(found, key=lambda each: (_ORDER.index(each.kind), len(each.label), each.path)))
    return _held[source]


def index(source: Source) -> list[dict[str, object]]:
    """Return the index that a published folder searches in the browser, by the same rules (assets/portal.js)."""
    return [{name: value for name, value in _shown(each, names=True).items() if value} for each in entries(source)]


def _shown(entry: Entry, *, names: bool = False) -> dict[str, object]:
    held: dict[str, object] = {"kind": entry.kind, "code": entry.code, "label": entry.label, "path": entry.path}
    return {**held, "names": entry.names[:_NAMES]} if names else held


def answer(source: Source, q: str, limit: int) -> dict[str, object]:
    """Return the hits as JSON values, for programs and for the search field."""
    found = find(source, q)
    near = () if found else similar(source, q)
    return {
        "q": q,
        "total": len(found),
        "hits": [_shown(entry) for _, entry in found[:limit]],
        "nearest": [_shown(entry) for entry in near],
    }


def _rank(entry: Entry, sought: list[str]) -> int | None:
    """Return how well the words fit, the least number best; None if they do not."""
    whole = tuple(sought)
    if whole in entry.parts:
        return _EXACT if entry.code and whole == entry.parts[0] else _CODE if entry.code else _WHOLE
    if any(part[: len(whole)] == whole for part in entry.parts):
        return _BEGINS
    return _HOLDS if all(any(word.startswith(each) for word in entry.words) for each in sought) else None


def _entries(network: Network) -> Iterator[Entry]:
    records = network.organisations.values()
    for record in records:
        yield _organisation(network, record)
    for each in sorted(network.aims.values(), key=lambda each: un_order(each.key)):
        kind = TARGET if "." in each.key else GOAL
        yield _entry(kind, goal_path(each.key), each.label, (each.key, f"sdg {each.key}"), code=each.key)
    used = {key for record in records if record.is_centre for key in record.themes}
    for key in sorted(used & network.themes.keys()):
        yield _concept(THEME, theme_path(key), network.themes[key])
    lands = {record.country for record in records if record.is_centre} & network.countries.keys()
    for code in sorted(lands):
        land = network.countries[code]
        yield _entry(COUNTRY, country_path(code), land.name, (code, *land.other_names))
    for label in sorted({network.countries[code].region for code in lands} - {""}):
        yield _entry(REGION, _list(region=label), label, ())


def _questions(source: Source) -> Iterator[Entry]:
    for each in named(source.settings).values():
        yield _entry(QUESTION, question_path(each.name), each.question, (each.title,))


def _organisation(network: Network, record: Organisation) -> Entry:
    code = "" if record.code == record.code.lower() else record.code
    land = network.countries.get(record.country)
    where = f"{record.city} {land.name if land else ''}".strip()
    names = (record.acronym, *record.other_names, *network.hidden_names.get(record.iri, ()))
    kind = CENTRE if record.is_centre else ORGANISATION
    told = [record.code, *names, where] if claims_of(record) or record.is_centre else [record.code, *names]
    return _entry(kind, organisation_path(record.code), record.name, told, code=code)


def _concept(kind: str, path: str, concept: Concept) -> Entry:
    return _entry(kind, path, concept.label, (concept.key.replace("-", " "), *concept.other_names))


def _entry(kind: str, path: str, label: str, names: Iterable[str], *, code: str = "") -> Entry:
    held = tuple(dict.fromkeys(each for each in names if each and each not in (label, code)))
    parts = dict.fromkeys(tuple(words(each)) for each in (code, label, *held))
    every = frozenset(word for part in parts for word in part)
    return Entry(kind, path, label, code, held, tuple(part for part in parts if part), every)


def _list(**filters: str) -> str:
    return f"{_LIST}?{urlencode(filters)}"
