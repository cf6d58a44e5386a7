"""The wording of a name: its words without articles and prepositions, with general words in one language.

Registers write one name in several ways: `Universität Zürich`, `University of Zurich`, `Zurich University`. Which of
these differences a match may pass over, and what it then needs beside the name, is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import lazy_loader as lazy

from sdggraph.names.folding import spelled, words

rapidfuzz = lazy.load("rapidfuzz")

SAME: Final = 0.97  # the names say the same, each in its way
PLACED: Final = 0.94  # they do if the country is the same
ENOUGH: Final = 4  # words from which on a name is long enough to be known by a part of it
_PLENTY: Final = 6  # words from which on it needs nothing else, if only their order or general words differ
_LONG: Final = 5  # letters of a word that may be misspelt
_SMALL: Final = (
    "a an and as at by e em en et for from in o of on or per pour para pro sur the to und y zu "
    "d da das de del dell della delle den der des di do dos du el fur il l la le les lo van von voor"
)
_PARTICLES: Final = frozenset(_SMALL.split())
# what organisations are called, and their scope: the same in each language, so it may be left out of a long name
_GENERAL: Final = {
    "academy": "academia academie accademia akademia akademie akademi",
    "agency": "agence agencia agentur agenzia agentschap agentzia",
    "association": "asociacion associacao associazione associacio verband",
    "centre": "center centro centrum centar centrul zentrum senter merkez",
    "commission": "comision comissao commissione kommission",
    "council": "conseil consejo conselho consiglio conselh",
    "department": "departamento departement dipartimento",
    "faculty": "facultad faculdade faculte facolta fakultat",
    "foundation": "fondation fondazione fundacao fundacion fundacio stichting stiftung",
    "institute": "institut instituto instituut institutul institutet instytut istituto institutt",
    "international": "internacional internationale internationaal internationales internationaler internazionale",
    "laboratory": "laboratoire laboratorio laboratorium",
    "ministry": "ministere ministerio ministero ministerium",
    "museum": "musee museo museu muzeum",
    "national": "nacional nationale nationales nationaal nazionale",
    "network": "netzwerk red reseau rede rete",
    "organisation": "organisatie organizacion organizacao organizzazione",
    "programme": "programa programm programma",
    "regional": "regionale regionales regionaal",
    "school": "ecole escola escuela scuola schule",
    "society": "gesellschaft sociedad sociedade societa societe",
    "university": "universidad universidade universita universitas universitat universitatea universite universiteit "
    "universitet universitetet universiti univerzita univerzitet uniwersytet univerza univ "
    "daxue daigaku daehakgyo",
}
# what names of universities and of research add most often; a name without them is another
_FREQUENT: Final = {
    "autonomous": "autonoma autonome autonomo",
    "culture": "cultura kultur",
    "development": "desarrollo desenvolvimento developpement entwicklung sviluppo",
    "education": "educacion educacao",
    "environment": "environnement umwelt",
    "european": "europea europeen europeenne europeo europeia europaische",
    "excellence": "excelencia excelencia eccellenza exzellenz",
    "heritage": "patrimoine patrimonio",
    "health": "salud sante saude gesundheit",
    "physics": "fisica physik physique",
    "polytechnic": "politecnica politecnico polytechnique",
    "research": "forschung investigacion investigaciones pesquisa pesquisas recherche recherches ricerca ricerche",
    "science": "ciencia ciencias sciences scienza scienze wissenschaften",
    "technical": "technique technische tecnica tecnico",
    "technology": "technologie technologies tecnologia tecnologias technologien",
    "water": "acqua agua aguas eau eaux wasser",
    "world": "mondial mondiale mundial",
}
_SHORTENED: Final = {"tu": ("technical", "university")}
_CONCEPTS: Final = {
    form: word for table in (_GENERAL, _FREQUENT) for word, forms in table.items() for form in (word, *forms.split())
}


class Wording(NamedTuple):
    """The words of a name, in its order."""

    words: tuple[str, ...]  # general ones in English
    written: tuple[str, ...]  # as the name has them


@lru_cache(maxsize=1 << 14)
def wording(name: str) -> Wording:
    """Return the words of a name that tell something.

    >>> wording("Université de Montpellier").words, wording("University of Montpellier").words
    (('university', 'montpellier'), ('university', 'montpellier'))
    """
    written = tuple(spelled(word) for word in words(name) if word not in _PARTICLES)
    read = chain.from_iterable(_SHORTENED.get(word) or (_CONCEPTS.get(word, word),) for word in written)
    return Wording(tuple(read), written)


def sameness(one: Wording, other: Wording, place: frozenset[str]) -> float:
    """Return whether a name of a list (one) says the same as a name on record (other), and what that needs.

    `SAME` needs nothing else, `PLACED` the same country; 0 is for two names. `place` has the words of the country and
    the town of what is on record: a name may leave them out, or add them.

    >>> zurich = wording("University of Zurich")
    >>> sameness(wording("Universität Zürich"), zurich, frozenset({"zurich", "switzerland"}))
    0.97
    >>> sameness(wording("Zurich University"), zurich, frozenset())
    0.0
    """
    if not one.words or not other.words:
        return 0.0
    if one.words == other.words:
        return SAME if one.written == other.written or _is_proper(one.words) else PLACED
    if sorted(one.words) == sorted(other.words):
        return _in_another_order(one, other)
    if len(one.words) == len(other.words):
        return SAME if _is_misspelt(one.words, other.words) else 0.0
    return max(_without_place(one, other, place), _part(one, other))


def _is_proper(given: Sequence[str]) -> bool:
    """Whether a name has a word of its own: those of general words only are translated alike everywhere."""
    return any(word not in _CONCEPTS for word in given)


def _in_another_order(one: Wording, other: Wording) -> float:
    """Return the value of the same words in another order.

    What an organisation is stands first in one language and last in the other. In one language, the University of Miami
    is not Miami University.
    """
    if one.words[0] != other.words[0] and sorted(one.written) != sorted(other.written) and _is_proper(one.words):
        return SAME
    return SAME if len(one.words) >= _PLENTY else PLACED if len(one.words) >= ENOUGH else 0.0


def _is_misspelt(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one long word among enough others has one letter wrong, missing or too much, or two exchanged."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1 or len(one) < ENOUGH or min(map(len, pairs[0])) < _LONG:
        return False
    if all(word in _CONCEPTS for word in pairs[0]):
        return False
    return int(rapidfuzz.distance.OSA.distance(*pairs[0], score_cutoff=1)) <= 1


def _without_place(one: Wording, other: Wording, place: frozenset[str]) -> float:
    """Return the value of names that differ in the place alone."""
    bare, known = ([word for word in each.words if word not in place] for each in (one, other))
    if bare != known or len(bare) < 2:  # a kind and what it is for
        return 0.0
    return SAME if len(one.words) > len(other.words) and _is_proper(bare) else PLACED


def _part(one: Wording, other: Wording) -> float:
    """Return the value of a long name that has lost its end, or general words.

    The end of a name is often the region that it serves. A name that is longer than that on record may be of a part.
    """
    lost = _lost(other.words, one.words)
    if lost is not None and len(one.words) >= ENOUGH:
        if all(word in _GENERAL for word in lost):
            return SAME if len(one.words) >= _PLENTY else PLACED
        return PLACED if one.words == other.words[: len(one.words)] and _is_proper(one.words) else 0.0
    added = _lost(one.words, other.words)
    general = added is not None and len(other.words) >= ENOUGH and set(added) <= {"international", "regional", "centre"}
    return PLACED if general else 0.0


def _lost(whole: Sequence[str], part: Sequence[str]) -> list[str] | None:
    """Return the words of the whole that the part, in its order, does not have; None if it has others."""
    left = list(part)
    lost = []
    for word in whole:
        if left and left[0] == word:
            left.pop(0)
        else:
            lost.append(word)
    return None if left else lost
