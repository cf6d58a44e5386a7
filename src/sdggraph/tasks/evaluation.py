"""Evaluation of the method: does it find links that were hidden from it?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sdggraph.analysis import evaluation, partners, split_evaluation
from sdggraph.errors import BadData, BadParameter
from sdggraph.importers.csv_network import CsvNetwork, read_csv_network
from sdggraph.model.evaluation import Evaluation
from sdggraph.model.records import Network
from sdggraph.numbers import MOST, check_count
from sdggraph.tasks.source import Source

Progress = Callable[[str, int, int], object]


class Way(NamedTuple):
    """The settings of an evaluation: `split` trains up to that year; without it, links are hidden in `folds` parts."""

    split: int | None = None
    folds: int = 5
    repeats: int = 10  # with fewer links, the result depends more on how they are drawn
    include_weak: bool = False
    seed: int = 0
    max_nodes: int = 2000


STANDARD = Way()
ONCE = Way(repeats=1)


def evaluate(source: Source, way: Way = STANDARD, progress: Progress = lambda *_: None) -> Evaluation:
    """Evaluate on the links between the graph's centres, as for suggestions; other organisations only serve as common
    partners.
    """
    network = source.network
    among = {code for code, record in network.organisations.items() if record.is_centre}
    return _evaluated(network, among, way, progress, ())


def evaluate_csv(
    nodes: Path,
    edges: Path,
    way: Way = ONCE,
    *,
    skip_bad: bool = False,
    progress: Progress = lambda *_: None,
    warn: Callable[[str], object] = lambda _: None,
) -> Evaluation:
    """Evaluate on the network of two CSV files (see `csv_network`), between all of its nodes."""
    held: CsvNetwork = read_csv_network(nodes, edges, skip_bad=skip_bad)
    notes: tuple[str, ...] = ()
    if held.skipped_in_all:
        rows, were = ("row", "was") if held.skipped_in_all == 1 else ("rows", "were")
        notes = (f"{held.skipped_in_all:,} bad {rows} {were} left out.",)
        warn("\n".join([f"Left out {held.skipped_in_all:,} bad {rows}:", *held.skipped]))
    if held.notes:
        warn("\n".join(held.notes))
    return _evaluated(held.network, set(held.network.organisations), way, progress, (*notes, *held.notes))


def _evaluated(network: Network, among: set[str], way: Way, progress: Progress, notes: tuple[str, ...]) -> Evaluation:
    _check(network, among, way)
    options = split_evaluation.Options(**way._asdict(), default=partners.MODES["blend"])
    found = evaluation.evaluate(network, among, options, progress)
    if not found.links:
        raise BadData(*_nothing_hidden(network, way))
    if found.nodes < found.nodes_in_all:
        notes += (f"{found.nodes:,} of {found.nodes_in_all:,} test nodes were drawn with the seed (--max-nodes).",)
    return found._replace(messages=(*found.messages, *notes))


def _check(network: Network, among: set[str], way: Way) -> None:
    if len(among) < 2:
        many = "no organisation" if not among else "one organisation"
        raise BadData(f"The network has {many}: there is no pair to rank.", "Give at least two nodes and a link.")
    if not network.links:
        raise BadData("The network has no link, so there is nothing to hide.", "Give at least one link.")
    for name, number, most in (
        ("number of folds", way.folds, 10_000),
        ("number of repeats", way.repeats, 10_000),
        ("number of nodes", way.max_nodes, MOST),
        ("seed", way.seed, 1 << 62),
        ("split", way.split, 9999),
    ):
        check_count(number, name, least=-MOST, most=most)  # lower values are reported one by one below
    if way.folds < 2:
        raise BadParameter(f"{way.folds} parts cannot be hidden in turn.", "Ask for at least 2.")
    for name, value in (("repeats", way.repeats), ("max-nodes", way.max_nodes)):
        if value < 1:
            raise BadParameter(f"{value} is too few for --{name}.", "Ask for at least 1.")
    if way.seed < 0:
        raise BadParameter(f"The seed {way.seed} is negative.", "Take 0 or more.")


def _nothing_hidden(network: Network, way: Way) -> tuple[str, str]:
    weak = "" if way.include_weak else ", or count mere meetings with --include-weak"
    if way.split is None:
        return "No hidden link joins two candidates.", f"Give more links{weak}."
    years = sorted(link.year for link in network.links if link.year is not None)
    if not years:
        return "No link has a year, so none can be split by date.", "Leave out --split to hide links in parts."
    told = f"The links on record date from {years[0]} to {years[-1]}."
    return f"After {way.split} there is no new pair to find.", f"{told} Choose an earlier year{weak}."
