"""Synthetic networks as records: as many themes, aims, countries and links an organisation as on record.

The counts are those of the shipped data (3.8 themes, 5 contributions and 6.5 partners a centre; 186 themes in
two steps, 17 goals with 169 targets, 224 links between targets); how often each occurs falls off as 1 / rank.
`benchmarks.synthetic` makes the same kind of network as Turtle, to measure loading and validation.
"""

from __future__ import annotations

import itertools
import random

from sdggraph.model.records import Concept, Contribution, Country, Link, Network, Organisation

_BROAD, _NARROW = 12, 174
_GOALS, _TARGETS = 17, 169
_COUNTRIES, _SUBREGIONS, _REGIONS, _G77 = 195, 22, 5, 134
_KINDS = ("joint-project", "training", "agreement", "network", "co-organised-event", "membership", "data-sharing")


def network(size: int, seed: int = 7) -> Network:
    """So many centres with their links; the same size and seed always give the same network.

    >>> made = network(60)
    >>> len(made.organisations), made.organisations["SYN000007"] == network(60).organisations["SYN000007"]
    (60, True)
    """
    chance = random.Random(f"{size}-{seed}")
    themes = _themes()
    aims = [str(goal) for goal in range(1, _GOALS + 1)]
    targets = [f"{1 + number % _GOALS}.{1 + number // _GOALS}" for number in range(_TARGETS)]
    countries = _countries()
    codes = [f"SYN{number:06d}" for number in range(size)]
    pick = _Zipf(chance)
    records = {}
    for code in codes:
        basis = ("stated", "inferred")[chance.random() < 0.88]
        claims = {pick(targets) if chance.random() < 0.85 else pick(aims) for _ in range(chance.randint(1, 9))}
        records[code] = Organisation(
            code,
            f"Centre {code}",
            f"urn:organisation/{code}",
            "category-2",
            country=pick(list(countries)),
            themes=tuple(sorted({pick(themes) for _ in range(chance.randint(1, 7))})),
            contributions=tuple(
                Contribution(f"urn:contribution/{code}-{aim}", aim, basis, f"works on {aim}") for aim in sorted(claims)
            ),
        )
    links = tuple(_links(codes, chance))
    pairs = sorted({tuple(sorted(chance.sample(targets, 2))) for _ in range(224)})
    return Network(
        organisations=records,
        links=links,
        countries=countries,
        themes=themes_by_key(themes),
        aims={key: Concept(key, key, f"urn:sdg/{key}") for key in (*aims, *targets)},
        version=f"synthetic-{size}-{seed}",
        target_links=tuple((one, other, round(chance.uniform(0.2, 1.0), 2)) for one, other in pairs),
    )


def themes_by_key(keys: list[str]) -> dict[str, Concept]:
    """Themes in two steps: each narrow one below one of the broad ones."""
    broad = keys[:_BROAD]
    above = {key: (broad[number % _BROAD],) for number, key in enumerate(keys[_BROAD:])}
    return {key: Concept(key, key, f"urn:theme/{key}", above.get(key, ())) for key in keys}


class _Zipf:
    """Picks the first things often and the last ones rarely."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.weights: dict[int, list[float]] = {}

    def __call__(self, things: list[str]) -> str:
        count = len(things)
        if count not in self.weights:
            self.weights[count] = list(itertools.accumulate(1 / (3 + rank) for rank in range(count)))
        return self.chance.choices(things, cum_weights=self.weights[count])[0]


def _themes() -> list[str]:
    return [f"theme-{number:03d}" for number in range(_BROAD + _NARROW)]


def _countries() -> dict[str, Country]:
    found = {}
    for number in range(_COUNTRIES):
        code, subregion = f"C{number:03d}", number % _SUBREGIONS
        groups = ("g77",) if (number * 89) % _COUNTRIES < _G77 else ()
        region = f"Region {subregion % _REGIONS}"
        found[code] = Country(code, code, f"urn:country/{code}", f"Sub-region {subregion}", region, groups)
    return found


def _links(codes: list[str], chance: random.Random) -> list[Link]:
    """About 3.2 links an organisation; half of them go where links already are (preferential attachment)."""
    ends: list[str] = []
    found = []
    for number in range(int(3.2 * len(codes))):
        one = chance.choice(codes)
        other = chance.choice(ends) if ends and chance.random() < 0.5 else chance.choice(codes)
        if one != other:
            ends += [one, other]
            partners = (min(one, other), max(one, other))
            found.append(Link(f"urn:cooperation/{number}", partners, chance.choice(_KINDS), chance.randint(1990, 2025)))
    return found
