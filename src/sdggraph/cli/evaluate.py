"""The command `evaluate`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sdggraph import present, tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer, print_note
from sdggraph.cli.numbers import Whole
from sdggraph.errors import BadParameter


@command(short_help="Hide links, rank, and compare with baselines.")
@click.option("--nodes", type=click.Path(path_type=Path), help="CSV file: id,name,country,region,themes,goals.")
@click.option("--edges", type=click.Path(path_type=Path), help="CSV file: a,b,year,kind.")
@click.option("--split", type=Whole(), help="Train up to this year, test on the new pairs after it.")
@click.option("--folds", type=Whole(), default=5, show_default=True, help="Without --split: parts to hide in turn.")
@click.option("--repeats", type=Whole(), help="How often to draw the parts anew.  [default: 10; 1 for CSV]")
@click.option("--include-weak", is_flag=True, help="Count mere meetings (kind network) as links to be found.")
@click.option("--seed", type=Whole(), default=0, show_default=True, help="The seed of all random choices.")
@click.option(
    "--max-nodes", type=Whole(), default=2000, show_default=True, help="Test nodes to rank; more are sampled."
)
@click.option("--skip-bad", is_flag=True, help="Leave bad rows of the CSV files out, with a warning.")
@options.format(["table", "json", "csv", "markdown"])
@options.graph
def evaluate(
    nodes: Path | None,
    edges: Path | None,
    split: int | None,
    folds: int,
    repeats: int | None,
    include_weak: bool,
    seed: int,
    max_nodes: int,
    skip_bad: bool,
    format: str,
    source: tasks.Source,
) -> None:
    """Hide known links, rank all candidates, and print how well the hidden ones were found.

    The blend's weights are chosen on training links only. The baselines are random, degree, common region, Jaccard,
    Adamic-Adar, resource allocation, PageRank and plain cosines.

    Without --nodes and --edges, the graph itself is used. In the CSV files only id, a and b are required. Several
    themes or goals in one cell are separated by ; or |. A repeated row adds weight.

    \b
    Example: sdggraph evaluate --split 2017
             sdggraph evaluate --nodes nodes.csv --edges edges.csv --split 2018 --format json
    """
    if (nodes is None) != (edges is None):
        given, missing = ("--nodes", "--edges") if edges is None else ("--edges", "--nodes")
        raise BadParameter(f"{given} needs {missing}.", "A network is given as two files.")
    way = tasks.Way(split, folds, repeats or (10 if nodes is None else 1), include_weak, seed, max_nodes)
    if repeats is not None and repeats < 1:
        way = way._replace(repeats=repeats)  # so that the invalid value is reported, not ignored
    if nodes is not None and edges is not None:
        found = tasks.evaluate_csv(nodes, edges, way, skip_bad=skip_bad, progress=_progress, warn=_warn)
    else:
        found = tasks.evaluate(source, way, _progress)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    print_answer(options.shown(present.evaluation.rendered(found, format)), format)


def _progress(what: str, done: int, of: int) -> None:
    """Print the progress on a terminal's error stream, on one line that overwrites itself."""
    if sys.stderr.isatty():
        share = f"{done / of:.0%}" if of else f"step {done}"
        click.echo(f"\r\x1b[K{what}: {share}", err=True, nl=False)


def _warn(text: str) -> None:
    print_note(text)
