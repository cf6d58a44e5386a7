"""The register of signals, and a signal added exactly as CONTRIBUTING.md says."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sdggraph.analysis import feature_matrices, signal_matrices, topk
from sdggraph.analysis.all_pairs import all_pairs
from sdggraph.analysis.features import View
from sdggraph.analysis.partners import suggest
from sdggraph.analysis.signal_registry import (
    SignalDefinition,
    in_matrices,
    register,
    registered,
    suggestible,
    tunable,
    unregister,
)
from sdggraph.analysis.signals import Explanation, Signal
from sdggraph.model.records import Network, Organisation
from sdggraph.present import partners as page

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"   ```python\n   # (src/\S+)\n(.*?)   ```\n", re.DOTALL)


def with_the_signal_of_contributing(folder: Path) -> dict[str, str]:
    """A copy of the code with the blocks of CONTRIBUTING.md, and an environment in which it runs."""
    shutil.copytree(ROOT / "src", folder / "src")  # with what is compiled already
    for name in ("data", "ontology", "queries"):
        (folder / name).symlink_to(ROOT / name)
    blocks = BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(blocks) == 4
    for place, block in blocks:
        file, code = folder / place, textwrap.dedent(block)
        text = file.read_text(encoding="utf-8")
        if place.endswith("partners.py"):
            before, start, after = text.partition("MODES: Mapping[str, Mapping[str, float]] = {\n")
            text = f"{before}{start}{code}{after}"
        else:
            text += f"\n\n{code}"
        file.write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder / "src"), "SDGGRAPH_CACHE": "", "COLUMNS": "100"}


@pytest.mark.slow  # five commands in a copy of the code
def test_a_signal_added_as_contributing_says_works_in_every_command(tmp_path: Path) -> None:
    environment = with_the_signal_of_contributing(tmp_path)

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "sdggraph.cli", *words]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    one = json.loads(run("suggest-partners", "HIST", "--by", "city", "--limit", "87", "--format", "json"))
    assert one["mode"] == "city"
    best = one["suggestions"][0]
    reason = next(each for each in best["reasons"] if each["signal"] == "city")
    assert (reason["value"], reason["weight"], reason["sentence"]) == (1.0, 0.8, "same city: Beijing")
    own = json.loads(run("suggest-partners", "HIST", "--weights", "city=3,theme=1", "--format", "json"))
    assert own["weights"] == {"city": 0.75, "theme": 0.25}
    assert "--by [city|blend|region" in run("suggest-partners", "--help").replace("\n", "").replace("  ", "")

    run("suggest-all", "--by", "city", "--limit", "87", "-o", "all.csv")
    rows = [line.split(",") for line in (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["code", "rank", "partner", "score", "city", "theme", "goals"]
    mine = [(row[2], float(row[3])) for row in rows[1:] if row[0] == "HIST"]
    assert mine == [(each["code"], each["score"]) for each in one["suggestions"]]

    found = json.loads(run("evaluate", "--repeats", "1", "--format", "json"))
    assert any(method["name"] == "sdggraph, eight signals" for method in found["methods"])


@pytest.fixture
def age() -> Iterator[SignalDefinition]:
    """A signal outside of [0, 1]: minus the square of the years between two beginnings, 5 where one is unknown."""

    def scalar(one: Organisation, other: Organisation, view: View) -> Signal:
        apart = 0 if one.since is None or other.since is None else one.since - other.since
        known = one.since is not None and other.since is not None
        return Signal(-float(apart**2) if known else 5.0, lambda: Explanation(f"{abs(apart)} years apart"))

    def matrix(view: View, codes: Any) -> feature_matrices.Columns:
        since = [view.network.organisations[code].since for code in codes]
        year = np.array([each or 0 for each in since], dtype=float)
        told = np.array([each is not None for each in since], dtype=float)
        # 5 - told told' (5 + (a - b)^2), each product a column
        left = np.column_stack([told, told * year, told * year**2])
        right = np.column_stack([-told * (5 + year**2), 2 * told * year, -told])
        return feature_matrices.Columns(sparse.csr_array(left), sparse.csr_array(right), offset=5.0)

    yield register(
        SignalDefinition("age", "as old", "square years", "Both began then.", matrix, scalar, -math.inf, math.inf)
    )
    unregister("age")


@pytest.fixture
def aged(tiny: Network) -> Network:
    years = dict(zip(sorted(tiny.organisations), (1900, 1999, 2000, None, 2010, 2016), strict=False))
    records = {code: record._replace(since=years.get(code)) for code, record in tiny.organisations.items()}
    return tiny._replace(organisations=records, links=())


def test_values_outside_of_0_and_1_are_ranked_and_told_as_they_are(age: SignalDefinition, aged: Network) -> None:
    found = suggest(aged, "ALPHA", weights={"age": 3, "theme": 1}, limit=None)
    scores = [each.score for each in found.found]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) < -5000
    assert max(scores) > 1
    assert not found.is_fraction
    assert "Score from 0 to 1" not in page.text(found, aged)
    assert suggest(aged, "ALPHA", weights={"theme": 1}).is_fraction


@pytest.mark.parametrize("weights", [{"age": 1.0}, {"age": 0.75, "theme": 0.25}])
def test_all_pairs_rank_values_outside_of_0_and_1_like_one_by_one(
    age: SignalDefinition, aged: Network, weights: dict[str, float]
) -> None:
    pairs = all_pairs(aged, weights, limit=100)
    assert pairs.problem is not None
    block = topk.best(pairs.problem, 0, len(pairs.rows))
    for row, code in enumerate(pairs.rows):
        wanted = [(each.partner.code, each.score) for each in suggest(aged, code, weights=weights, limit=None).found]
        places = [place for place in block.columns[row].tolist() if place != topk.NOBODY]
        scores = (block.scores[row] / topk.MICRO).tolist()[: len(places)]
        assert [(pairs.columns[place], score) for place, score in zip(places, scores, strict=True)] == wanted


def test_every_form_for_all_pairs_is_there(tiny: Network) -> None:
    codes = sorted(tiny.organisations)
    for name, part in signal_matrices.columns(View(tiny), codes).items():
        values = signal_matrices.scores(part, np.arange(len(codes)))
        definition = registered()[name]
        assert values.min() >= definition.lowest - 1e-9, name
        assert values.max() <= definition.highest + 1e-9, name


def test_every_signal_says_what_it_is() -> None:
    for each in registered().values():
        assert all([each.label, each.unit, each.explanation.endswith(".")]), each.name
    assert len({each.label for each in registered().values()}) == len(registered())
    assert suggestible().keys() <= registered().keys()
    assert set(tunable()) == registered().keys() - {"openness"}


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="registered already"):
        register(registered()["theme"])


@pytest.mark.parametrize("name", ["", "Theme", "a b", "a=b", "a,b", "-a", "ä"])
def test_a_name_that_cannot_be_typed_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a signal"):
        register(SignalDefinition(name, "label", "unit", "It is.", in_matrices("theme")))


@pytest.mark.parametrize("bounds", [(1.0, 1.0), (1.0, 0.0), (math.nan, 1.0)])
def test_an_empty_range_is_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="empty"):
        register(SignalDefinition("toy", "label", "unit", "It is.", in_matrices("theme"), None, *bounds))
    assert "toy" not in registered()
