"""How well `sdggraph reconcile` finds our organisations by the names that ROR and others have for them.

    git clone https://github.com/ror-community/ror-records
    python -m benchmarks.reconcile ror-records [--half tune] [--wrong]

Which ROR record is which organisation is known by `sg:ror`, by a website that only these two have, or by a name that
is the same and occurs once in each. A name that told it is not counted. Most other names of our records were taken
from ROR, so an organisation with `sg:ror` is known by its displayed name and its acronym alone here.

The decoys are records of ROR that are not ours, and share two longer words with one of our names: twenty for each name.
Half of the organisations, drawn by a hash, are there to tune on; the figures are those of the other half.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process, utils

from benchmarks.ror import Record, records
from sdggraph.config import Settings
from sdggraph.names.folding import bare, fold, words
from sdggraph.names.matching import Known, Matcher, Sought, host_of
from sdggraph.tasks import Source
from sdggraph.tasks.reconcile import known

DECOYS = 20  # for each name of ours
PRECISION = 0.99  # that a rival's threshold must reach on the half to tune on
COUNTERPART = 0.5  # share of common longer words from which on a name has a counterpart on record
LONG = 4  # letters of a word that a decoy shares with ours
DRAWS = 1000


class Row(NamedTuple):
    """A name from elsewhere, with the organisation that it means; no code for a decoy."""

    name: str
    country: str
    code: str
    group: str  # the ROR record: rows of one record stay in one half


class Truth(NamedTuple):
    """Which ROR record is which organisation, and which is left out because nothing tells."""

    codes: dict[str, str]  # ROR -> code
    told: dict[str, set[str]]  # ROR -> folded names that told it
    namesakes: set[str]  # ROR records with a name of ours that are not known to be the same


def truth(ours: Mapping[str, Known], theirs: Sequence[Record]) -> Truth:
    """Return which record is which organisation: by identifier, by a website of its own, or by a name of its own."""
    by_id = {identifier: each.code for each in ours.values() for identifier in each.identifiers}
    settled = {code for identifier, code in by_id.items() if "ror.org" in identifier}
    by_host = _unique(ours, lambda each: {host_of(each.website)})
    by_name = _unique(ours, lambda each: set(map(fold, each.names)))
    hosts = Counter(host_of(each.website) for each in theirs)
    forms = Counter(form for each in theirs for form in set(map(fold, each.names)))
    all_names = {bare(form) for each in ours.values() for name in each.names for form in (name, name.split("(")[0])}
    all_names -= {""}
    found = Truth({}, {}, set())
    for each in theirs:
        if each.ror in by_id:
            found.codes[each.ror] = by_id[each.ror]
            continue
        host, same = host_of(each.website), {fold(name) for name in each.names if len(words(name)) > 1}
        told = {form for form in same if forms[form] == 1 and form in by_name}
        codes = {by_name[form] for form in told if ours[by_name[form]].country in ("", each.country)}
        if hosts[host] == 1 and host in by_host and ours[by_host[host]].country == each.country:
            codes.add(by_host[host])
        if len(codes - settled) == 1:
            found.codes[each.ror] = (codes - settled).pop()
            found.told[each.ror] = told
        elif any(bare(name) in all_names for name in each.names):
            found.namesakes.add(each.ror)
    return found


def _unique(ours: Mapping[str, Known], keys: Callable[[Known], set[str]]) -> dict[str, str]:
    """Return the code by each key that one organisation alone has."""
    codes = defaultdict(set)
    for each in ours.values():
        for key in keys(each) - {""}:
            codes[key].add(each.code)
    return {key: next(iter(found)) for key, found in codes.items() if len(found) == 1}


def rows(ours: Mapping[str, Known], theirs: Sequence[Record], told: Truth) -> list[Row]:
    """Return the names of ours as ROR writes them, and the decoys."""
    true = [
        Row(name, each.country, told.codes[each.ror], each.ror)
        for each in theirs
        if each.ror in told.codes
        for name in each.names
        if fold(name) not in told.told.get(each.ror, ())
    ]
    holders = defaultdict(set)
    for code, mine in ours.items():
        for word in set().union(*map(_long, mine.names)):
            holders[word].add(code)
    decoys = []
    for each in theirs:
        if each.ror in told.codes or each.ror in told.namesakes or not each.active:
            continue
        name = min(each.names, key=_draw)
        shared = Counter(code for word in set(words(name)) for code in holders.get(word, ()))
        if shared and max(shared.values()) > 1:
            decoys.append(Row(name, each.country, "", each.ror))
    return true + sorted(decoys, key=lambda row: _draw(row.group))[: DECOYS * len(true)]


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def half(row: Row) -> str:
    """Return the half of a row: tune or tell."""
    return "tune" if _draw(row.group) % 2 else "tell"


def held_out(each: Known) -> Known:
    """Return the organisation without the names that were taken from ROR."""
    from_ror = any("ror.org" in identifier for identifier in each.identifiers)
    return each._replace(names=each.names[:1]) if from_ror else each


def counterpart(row: Row, known: Known) -> bool:
    """Whether the record has a name that could be found: not one of another language, or an old one that it lacks.

    Half of the longer words must be the same in both, or the whole name.
    """
    given = _long(row.name)
    found = (_long(name) for name in known.names)
    return any(
        fold(row.name) == fold(name) or 2 * len(given & held) >= COUNTERPART * max(1, len(given) + len(held))
        for name, held in zip(known.names, found, strict=True)
    )


def _long(name: str) -> set[str]:
    return {word for word in words(name) if len(word) >= LONG}


def by_sdggraph(ours: Sequence[Known], given: Sequence[Row], country: bool) -> list[str]:
    """Return the code of the automatic match of each row."""
    matcher = Matcher(ours)
    found = [matcher.candidates(Sought(row.name, row.country if country else "")) for row in given]
    return [each[0].code if each and each[0].match else "" for each in found]


def by_exact(ours: Sequence[Known], given: Sequence[Row], country: bool) -> list[str]:
    """Return the code of the one organisation that has the name, in small letters."""
    codes = defaultdict(set)
    lands = {each.code: each.country for each in ours}
    for each in ours:
        for name in each.names:
            codes[name.casefold().strip()].add(each.code)
    found = []
    for row in given:
        named = codes.get(row.name.casefold().strip(), ())
        same = {code for code in named if not country or lands[code] in ("", row.country)}
        found.append(same.pop() if len(same) == 1 else "")
    return found


class Rival(NamedTuple):
    """The best organisation of each row by a measure of rapidfuzz."""

    codes: list[str]
    scores: list[float]

    def above(self, threshold: float) -> list[str]:
        """Return the codes with at least this score."""
        return [code if score >= threshold else "" for code, score in zip(self.codes, self.scores, strict=True)]


def by_rapidfuzz(ours: Sequence[Known], given: Sequence[Row], country: bool, scorer: Callable[..., float]) -> Rival:
    """Return the best organisation of each row, among those of its country or of none that is known."""
    names = [(utils.default_process(name), each.code, each.country) for each in ours for name in each.names]
    scores = process.cdist(
        [utils.default_process(row.name) for row in given], [name for name, _, _ in names], scorer=scorer, workers=1
    )
    if country:
        lands = np.array([land for _, _, land in names])
        for number, row in enumerate(given):
            scores[number, (lands != "") & (lands != row.country)] = 0
    best = scores.argmax(axis=1)
    return Rival([names[place][1] for place in best], [float(scores[n, place]) for n, place in enumerate(best)])


def tuned(rival: Rival, given: Sequence[Row]) -> float:
    """Return the lowest threshold that has the precision on these rows."""
    results = [(score, code == row.code) for score, code, row in zip(rival.scores, rival.codes, given, strict=True)]
    right = number = 0
    best = 100.1
    for score, group in groupby(sorted(results, reverse=True), key=itemgetter(0)):  # equal scores are taken together
        same = [each for _, each in group]
        right, number = right + sum(same), number + len(same)
        if right >= PRECISION * number:
            best = score
    return best


def interval(right: int, number: int) -> tuple[float, float]:
    """Return Wilson's interval of 95 % for a share."""
    if not number:
        return 0.0, 1.0
    share, z = right / number, 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    width = z * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number)) / (1 + z * z / number)
    return max(0.0, middle - width), min(1.0, middle + width)


def told(title: str, codes: Sequence[str], given: Sequence[Row], could: Sequence[bool]) -> str:
    """Return a line of the table: precision, and recall of the names that have a counterpart."""
    made = [(code, row) for code, row in zip(codes, given, strict=True) if code]
    right = sum(code == row.code for code, row in made)
    groups: dict[str, list[bool]] = defaultdict(list)
    for code, row, can in zip(codes, given, could, strict=True):
        if can:
            groups[row.group].append(code == row.code)
    found = [each for one in groups.values() for each in one]
    low, high = _drawn(list(groups.values()))
    least, most = interval(right, len(made))
    return (
        f"| {title} | {right} of {len(made)} | {right / max(1, len(made)):.3f} [{least:.3f}, {most:.3f}] "
        f"| {sum(found)} of {len(found)} | {sum(found) / max(1, len(found)):.2f} [{low:.2f}, {high:.2f}] |"
    )


def _drawn(groups: Sequence[Sequence[bool]]) -> tuple[float, float]:
    """Return an interval of 95 % for the share of a list of lists, which are drawn whole."""
    drawn = random.Random(0)
    shares = []
    for _ in range(DRAWS):
        picked = drawn.choices(groups, k=len(groups))
        shares.append(sum(map(sum, picked)) / max(1, sum(map(len, picked))))
    shares.sort()
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS) - 1]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a clone of ror-records")
    parser.add_argument("--half", choices=("tune", "tell"), default="tell", help="whose figures to print")
    parser.add_argument("--wrong", action="store_true", help="print what was matched wrongly and what was missed")
    given = parser.parse_args()
    ours = {each.code: each for each in known(Source(Settings.read()).network)}
    theirs = list(records(given.folder))
    same = truth(ours, theirs)
    every = rows(ours, theirs, same)
    print(f"{len(theirs):,} records; {len(same.codes)} of ours, {len(same.told)} of them without sg:ror")
    held = {each.code: held_out(each) for each in ours.values()}
    for title, kept in (("without the names from ROR", held), ("as on record", ours)):
        for country in (False, True):
            print(f"\n{title}, name{' and country' if country else ''}:", end=" ")
            _table(kept, every, given.half, country, given.wrong)
    _namesakes(ours, [each for each in theirs if each.ror in same.namesakes])


def _table(ours: Mapping[str, Known], every: Sequence[Row], shown: str, country: bool, wrong: bool) -> None:
    """Print the lines of each way of matching, for one half."""
    parts = {name: [row for row in every if half(row) == name] for name in ("tune", shown)}
    given, kept = parts[shown], list(ours.values())
    could = [bool(row.code) and counterpart(row, ours[row.code]) for row in given]
    true = [row for row in given if row.code]
    print(
        f"{len(true)} names of {len({row.code for row in true})} organisations, {sum(could)} with a counterpart, and "
        f"{len(given) - len(true):,} decoys\n\n| by | right | precision | found | recall |"
    )
    print("| --- | ---: | --- | ---: | --- |")
    codes = by_sdggraph(kept, given, country)
    print(told("sdggraph", codes, given, could), flush=True)
    print(told("exact match", by_exact(kept, given, country), given, could))
    for name, scorer in (("WRatio", fuzz.WRatio), ("token_sort_ratio", fuzz.token_sort_ratio)):
        least = tuned(by_rapidfuzz(kept, parts["tune"], country, scorer), parts["tune"])
        found = by_rapidfuzz(kept, given, country, scorer).above(least)
        print(told(f"rapidfuzz {name} from {least:.0f}", found, given, could), flush=True)
    if wrong:
        _show(codes, given, could, ours)


def _namesakes(ours: Mapping[str, Known], theirs: Sequence[Record]) -> None:
    """Print what becomes of records with a name of ours, of which nothing tells whether they are the same."""
    given = [Row(each.names[0], each.country, "", each.ror) for each in theirs]
    found = by_sdggraph(list(ours.values()), given, country=True)
    print(f"\n{len(given)} records have a name of ours and are left out; matched by name and country:")
    for row, code in zip(given, found, strict=True):
        if code:
            print(f"  {row.group} {row.name} ({row.country}) -> {code} ({ours[code].country or 'no country'})")


def _show(codes: Sequence[str], given: Sequence[Row], could: Sequence[bool], ours: Mapping[str, Known]) -> None:
    for code, row, can in zip(codes, given, could, strict=True):
        if code and code != row.code:
            taken = ours[code]
            print(f"  wrong: {row.group} {row.name} ({row.country}) -> {code} {taken.names[0]} ({taken.country})")
        elif can and not code:
            print(f"  missed: {row.name} ({row.country}) {row.code}: {' | '.join(ours[row.code].names)}")


if __name__ == "__main__":
    main()
