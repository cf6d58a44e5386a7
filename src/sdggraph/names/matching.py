"""Matching of names from a list with known organisations: candidates with scores, features and a decision.

A match is automatic only if the name and all other evidence agree and no other candidate is near. Everything else is
offered to people, never chosen for them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import lazy_loader as lazy

from sdggraph.names.countries import usual_names
from sdggraph.names.folding import bare, fold, words
from sdggraph.names.parts import (
    all_parts,
    country_beside,
    country_of,
    has_acronym,
    is_short,
    long_parts,
    own_parts,
    without_additions,
)
from sdggraph.names.wording import SAME, Wording, sameness, wording

rapidfuzz = lazy.load("rapidfuzz")

AUTOMATIC: Final = 90.0  # the least score of an automatic match
LEAD: Final = 5.0  # that it must be ahead of the next candidate
OFFERED: Final = 45.0  # the least score of a candidate
_ALIKE: Final = 86.0  # per cent of common letters from which on two words are one, misspelt
_SHORTEST: Final = 5  # letters of a word that may be misspelt, and for which one may be wrong
_MISSPELT: Final = 0.9  # the weight of such a word
_EXACT, _SPELLED, _NEAR, _WITHOUT_BRACKETS, _ACRONYM = 1.0, SAME, 0.9, 0.95, 0.8
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_CAPITALS: Final = re.compile(r"\((?=[^A-Z]*[A-Z][^A-Z]*[A-Z])[A-Za-z][A-Za-z0-9&-]{1,11}\)")
_MOST: Final = 60  # candidates whose names are compared, those with the rarest common words


UNKNOWN: Final = "?"


class Known(NamedTuple):
    """An organisation that can be matched. Empty values are unknown."""

    code: str
    names: tuple[str, ...]  # all, with old ones and other languages; the displayed one first
    acronyms: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    website: str = ""
    identifiers: tuple[str, ...] = ()


class Sought(NamedTuple):
    """A row of a list."""

    name: str
    country: str = ""  # `UNKNOWN` for one that was not understood, so that nobody takes it for agreement
    city: str = ""
    website: str = ""
    identifiers: frozenset[str] = frozenset()


class Candidate(NamedTuple):
    """A known organisation with its likeness to a row."""

    code: str
    score: float  # from 0 to 100
    features: Mapping[str, float]  # name, acronym, country, city, website, identifier: 1 agrees, -1 contradicts
    match: bool = False  # whether the match is automatic


class Matcher:
    """Finds known organisations by rows of a list."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known = {each.code: each for each in known}
        self._forms: dict[str, set[str]] = defaultdict(set)  # a folded name -> codes
        self._acronyms: dict[str, set[str]] = defaultdict(set)
        self._identifiers: dict[str, set[str]] = defaultdict(set)
        self._hosts: dict[str, set[str]] = defaultdict(set)
        self._with_word: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, list[tuple[str, ...]]] = {}
        self._wordings: dict[str, list[Wording]] = {}
        self._translated: dict[str, set[str]] = defaultdict(set)  # a word as `wording` has it -> codes
        # code -> folded names, where the name says the country, so that the rest of it is not enough
        self._told_apart: dict[str, set[str]] = {}
        for each in list(self._known.values()):
            land = country_beside(each.names[0]) if each.names else ""
            if land:
                self._known[each.code] = each._replace(country=each.country or land)
                self._told_apart[each.code] = set(map(fold, each.names))
            self._add(self._known[each.code])
        self._all_words = list(self._with_word)

    def _add(self, each: Known) -> None:
        long = [part for name in each.names for part in long_parts(name)]
        self._names[each.code] = [tuple(dict.fromkeys(words(name))) for name in long]
        self._wordings[each.code] = list(
            dict.fromkeys(wording(part) for name in long for part in own_parts(name, _acronyms(each)))
        )
        for name in long:
            for form in (fold, bare):
                self._forms[form(name)].add(each.code)
        # a name of one word, such as an acronym, may be that of many
        for acronym in (*_acronyms(each), *(name for name in each.names if is_short(name))):
            self._acronyms[fold(acronym)].add(each.code)
        for identifier in each.identifiers:
            self._identifiers[identifier].add(each.code)
        if host_of(each.website):
            self._hosts[host_of(each.website)].add(each.code)
        for word in set(chain.from_iterable(self._names[each.code])):
            self._with_word[word].add(each.code)
        for word in set(chain.from_iterable(form.words for form in self._wordings[each.code])):
            self._translated[word].add(each.code)

    def candidates(self, sought: Sought, limit: int = 5) -> list[Candidate]:
        """Return the likeliest organisations, best first; equal scores are ordered by code.

        >>> matcher = Matcher([Known("HIST", ("Space Technologies for Heritage",), ("HIST",), "CHN")])
        >>> [first] = matcher.candidates(Sought("The space technologies for heritage", "CHN"))
        >>> first.code, first.match
        ('HIST', True)
        """
        sought = sought if sought.country else sought._replace(country=country_beside(sought.name))
        found = [self._scored(sought, self._known[code]) for code in self._possible(sought)]
        found = sorted((each for each in found if each.score >= OFFERED), key=lambda each: (-each.score, each.code))
        if found and self._is_certain(found, sought):
            found[0] = found[0]._replace(match=True)
        return found[:limit]

    def _possible(self, sought: Sought) -> set[str]:
        """Return the codes that are worth comparing."""
        found = set(chain.from_iterable(self._identifiers.get(each, ()) for each in sought.identifiers))
        for name in all_parts(sought.name):
            for form in (fold(name), bare(name)):
                found |= self._forms.get(form, set()) if form else set()
            found |= self._acronyms.get(fold(name), set()) if fold(name) else set()
        hosted = self._hosts.get(host_of(sought.website), set())
        shared: Counter[str] = Counter()
        for word in self._read(words(sought.name)):
            for code in self._with_word.get(word, ()):
                shared[code] += self._weight(word)  # type: ignore[assignment]  # a sum of weights
        for word in wording(sought.name).words:
            for code in self._translated.get(word, set()) - self._with_word.get(word, set()):
                shared[code] += self._weight(word)  # type: ignore[assignment]
        likely = sorted(shared, key=lambda code: (-shared[code], code))
        return found | hosted | set(likely[:_MOST])

    def _read(self, given: Iterable[str]) -> list[str]:
        """Return the words, each unknown one as the known word that it misspells."""
        return [word if word in self._with_word else self._nearest(word) or word for word in given]

    @lru_cache(maxsize=4096)  # noqa: B019  # a matcher lives as long as its list
    def _nearest(self, word: str) -> str:
        return _misspelt(word, self._all_words)

    def _weight(self, word: str) -> float:
        """Return how much a word tells: much if few organisations have it."""
        return math.log(1 + len(self._known) / (1 + len(self._with_word.get(word, ())))) + 0.1

    def _scored(self, sought: Sought, known: Known) -> Candidate:
        # the Gulf of Guinea is not Guinea, so a country within the name speaks for a match only
        named = known.country if known.country == country_of(sought.name) else ""
        features = {
            "name": self._likeness(sought.name, known),
            "acronym": self._by_acronym(sought.name, known),
            "country": _agreement(sought.country or named, known.country),
            "city": _agreement(fold(sought.city), fold(known.city)),
            "website": self._by_website(sought.website, known),
            "identifier": self._by_identifier(sought.identifiers, known),
        }
        return Candidate(known.code, _score(features), {name: value for name, value in features.items() if value})

    def _likeness(self, name: str, known: Known) -> float:
        """Return how alike the names are, from 0 to 1: rare words count most, and a misspelt word a little less."""
        if not name.strip() or is_short(name):
            return 0.0
        best = 0.0
        for part in long_parts(name):
            for form, value in ((fold(part), _EXACT), (bare(part), _SPELLED)):
                if form and known.code in self._forms.get(form, ()):
                    best = max(best, value)
        without = _BRACKETS.sub(" ", name)  # what stands in brackets may be a place or another organisation
        if without != name and bare(without) and known.code in self._forms.get(bare(without), ()):
            fits = all(_fits(each, known) for each in _BRACKETS.findall(name))
            best = max(best, _SPELLED if fits else _WITHOUT_BRACKETS)
        if best < _SPELLED:
            best = max(best, self._by_wording(name, known))
        if best >= _SPELLED:
            return best
        given = list(dict.fromkeys(words(without_additions(name))))
        return max([best, *(0.96 * self._common(given, other) for other in self._names[known.code])])

    def _by_wording(self, name: str, known: Known) -> float:
        """Return the value of the wording of the name, from what `sameness` says about each name on record."""
        place = _place(known)
        best = 0.0
        for part in long_parts(name):
            for given in map(wording, own_parts(part, _acronyms(known))):
                best = max([best, *(sameness(given, other, place) for other in self._wordings[known.code])])
        return SAME if best and has_acronym(name, _acronyms(known)) else best

    def _common(self, given: Sequence[str], other: tuple[str, ...]) -> float:
        """Return the share of the words that two names have in common, by their weights (Dice's coefficient)."""
        common, whole = 0.0, sum(map(self._weight, other))
        for word in given:
            same = word if word in other else _misspelt(word, other)
            weight = self._weight(same or word)
            whole += weight
            common += weight * (1.0 if word == same else _MISSPELT) if same else 0.0
        return 2 * common / whole if whole else 0.0

    def _by_acronym(self, name: str, known: Known) -> float:
        parts = {fold(part) for part in all_parts(name) if is_short(part)} - {""}
        return 1.0 if any(known.code in self._acronyms.get(part, ()) for part in parts) else 0.0

    def _by_website(self, website: str, known: Known) -> float:
        """Return whether the websites have one host; a host of several organisations tells nothing."""
        host = host_of(website)
        return 1.0 if host and self._hosts.get(host) == {known.code} else 0.0

    def _by_identifier(self, identifiers: frozenset[str], known: Known) -> float:
        if not identifiers or not known.identifiers:
            return 0.0
        if identifiers & set(known.identifiers):
            return 1.0
        kinds = {_kind(each) for each in identifiers} & {_kind(each) for each in known.identifiers}
        return -1.0 if kinds else 0.0

    def _is_certain(self, found: Sequence[Candidate], sought: Sought) -> bool:
        """Whether the first candidate can be taken without a look."""
        first, features = found[0], found[0].features
        ahead = len(found) == 1 or first.score - found[1].score >= LEAD
        if first.score < AUTOMATIC or not ahead or any(features.get(name, 0) < 0 for name in ("country", "identifier")):
            return False
        listed = self._told_apart.get(first.code, {fold(sought.name)})
        if fold(sought.name) not in listed and not features.keys() & {"country", "identifier", "website", "city"}:
            return False
        name, more = features.get("name", 0), {each for each, value in features.items() if value > 0}
        if "identifier" in more or name >= _SPELLED:
            return True
        # an acronym is that of many, so the country alone does not suffice beside it
        return bool(more & {"website", "city"}) or (name >= _NEAR and "country" in more)


def _acronyms(known: Known) -> tuple[str, ...]:
    return (known.code, *known.acronyms)


@lru_cache(maxsize=1 << 12)
def _place(known: Known) -> frozenset[str]:
    """Return the words of the country and the town of an organisation."""
    lands = usual_names().get(known.country, ()) if known.country else ()
    return frozenset(word for name in (known.city, *lands) for word in wording(name).words)


def _misspelt(word: str, others: Sequence[str]) -> str:
    """Return the one of the words that a word misspells; empty for none."""
    if len(word) < _SHORTEST:
        return ""
    found = rapidfuzz.process.extractOne(word, others, scorer=rapidfuzz.fuzz.ratio, score_cutoff=_ALIKE)
    # metrology is not meteorology
    most = min(len(word), len(found[0])) // _SHORTEST if found else 0
    return str(found[0]) if most and rapidfuzz.distance.OSA.distance(word, found[0]) <= most else ""


def _fits(bracket: str, known: Known) -> bool:
    """Whether what stands in brackets behind a name fits the organisation: an acronym, or the name of its country."""
    if _CAPITALS.fullmatch(bracket):
        return True
    return fold(bracket) in {fold(name) for name in (known.country, *usual_names().get(known.country, ()))} - {""}


def _score(features: Mapping[str, float]) -> float:
    """Return the score, a number from 0 to 100, from features whose meaning `Candidate` gives."""
    if features["identifier"] > 0:
        return 100.0
    name = max(features["name"], _ACRONYM if features["acronym"] else 0.0)
    score = 90 * name + 6 * features["country"] + 4 * features["city"]
    if features["website"] > 0:
        score = max(score + 10, 70 + 30 * name)
    if features["acronym"] and features["country"] > 0:
        score += 14
    elif features["acronym"] and features["name"] >= _WITHOUT_BRACKETS:
        score += 6
    if features["country"] < 0:
        score -= 14
    if name >= _SPELLED and features["country"] == 0:
        score += 4
    return round(min(100.0, max(0.0, score - (30 if features["identifier"] < 0 else 0))), 1)


def _agreement(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0


def host_of(address: str) -> str:
    """Return the host of a web address without www; empty for anything else."""
    given = address.strip()
    try:
        found = urlsplit(given if "//" in given else f"//{given}").hostname or ""
    except ValueError:
        return ""
    return found.removeprefix("www.") if "." in found else ""


def _kind(identifier: str) -> str:
    """Return the registry of an identifier, in the form of `sdggraph.names.identifiers`."""
    return "wikidata" if identifier[:1] == "Q" else identifier.partition(":")[0]
