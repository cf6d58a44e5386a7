"""The command `suggest-all`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_note
from sdggraph.cli.numbers import Whole
from sdggraph.numbers import counted
from sdggraph.tasks.all_pairs import Workers, part_of
from sdggraph.tasks.all_pairs import suggest_all as write_all
from sdggraph.tasks.questions import PartnersQuestion


@command("suggest-all", short_help="Suggest partners for every centre, into a file.")
@options.asked(
    PartnersQuestion,
    limit={"help": "The number of partners for each centre."},
    include_current={"help": "Rank current partners too."},
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A .csv, .ttl or .parquet file.")
@click.option("--jobs", type=Whole(), default=1, show_default=True, help="The number of processes on this machine.")
@click.option("--cluster", metavar="tcp://HOST:PORT", help="The scheduler of a Dask cluster to work on instead.")
@options.graph
@click.pass_context
def suggest_all(
    ctx: click.Context,
    /,
    output: Path,
    jobs: int,
    cluster: str | None,
    source: tasks.Source,
    **asked: Any,
) -> None:
    """Suggest partners for every centre, as suggest-partners does for one, into a file.

    Columns: code, rank, partner, score, and the value of each signal. After an interruption with Ctrl-C, the same
    command continues. The filters limit who may be suggested, not who gets a list.

    \b
    Example: sdggraph suggest-all --limit 5 -o suggestions.csv
    """
    options.refuse_binary_on_terminal(output.suffix.lower().removeprefix("."), output)
    bar = _Bar()
    try:
        with bar:
            done = write_all(source, output, workers=Workers(jobs, cluster), advance=bar.advance, **asked)
    except KeyboardInterrupt:
        verb = "is" if bar.done == 1 else "are"
        kept = f"{bar.done:,} of {counted(bar.of, 'centre')} {verb} done and kept in {part_of(output)}."
        print_note(f"\nInterrupted. {kept}\nRun the same command again to continue.")
        ctx.exit(130)
    before = f", {done.resumed:,} of them by an earlier run" if done.resumed else ""
    told = f"{counted(done.suggestions, 'suggestion')} for {counted(done.organisations, 'centre')}"
    print_note(f"{output}: {told}{before}")


class _Bar:
    """A progress bar with the remaining time, on the error stream, shown once the work begins."""

    done = 0
    of = 0
    _shown: Any = None

    def __enter__(self) -> None:
        pass

    def advance(self, done: int, of: int) -> None:
        """Show the progress."""
        if self._shown is None:
            # the work of an earlier run does not show how fast this one is
            self._shown = click.progressbar(length=of - done, label="Suggesting", file=sys.stderr, show_eta=True)
            self._shown.__enter__()
        else:
            self._shown.update(done - self.done)
        self.done, self.of = done, of

    def __exit__(self, *error: object) -> None:
        if self._shown is not None:
            self._shown.__exit__(None, None, None)
