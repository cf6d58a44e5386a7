"""Partner suggestions for every centre, written to a file; resumable, and parallel on request."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, NamedTuple, Unpack

import lazy_loader as lazy
import numpy as np

from sdggraph import extras
from sdggraph.analysis import all_pairs as analysis
from sdggraph.analysis import partners, topk
from sdggraph.analysis.all_pairs import AllPairs
from sdggraph.analysis.features import View
from sdggraph.analysis.topk import Best, Problem
from sdggraph.errors import BadParameter, CannotWrite
from sdggraph.model.records import Network
from sdggraph.numbers import check_count
from sdggraph.present import all_pairs as pages
from sdggraph.tasks.options import completed
from sdggraph.tasks.partners import candidates, measure, with_wishes
from sdggraph.tasks.questions import PartnersQuestion
from sdggraph.tasks.source import Source

joblib = lazy.load("joblib")  # loads when the work is shared

ROWS = 512  # rows of a block; an interruption loses one block per process
_MOST_JOBS = 1024  # processes on one machine
PATIENCE = 20  # seconds that a scheduler has to answer
_FRAME = struct.Struct("<qqI")  # first row, row after the last, checksum of the data


class Written(NamedTuple):
    """The content of the output file."""

    path: Path
    organisations: int
    suggestions: int
    resumed: int  # organisations that were done in an earlier run


class Workers(NamedTuple):
    """The workers: processes on this machine, or a Dask cluster."""

    jobs: int = 1
    cluster: str | None = None  # the address of its scheduler, tcp://host:port


def suggest_all(
    source: Source,
    output: Path,
    *,
    workers: Workers = Workers(),  # noqa: B008
    advance: Callable[[int, int], None] = lambda done, of: None,
    **asked: Unpack[PartnersQuestion],
) -> Written:
    """Write the list of `suggest_partners` for every centre to a .csv, .ttl or .parquet file.

    The same graph gives the same bytes with any number of processes and on any cluster. During the work, finished
    blocks are kept in a part file beside the output (see `part_of`). An interrupted run continues from there if the
    data, the weights, the limit and the filters are the same, and starts again otherwise. The output appears whole or
    not at all. `advance` is called with the number of finished centres and the total.

    Raises the errors of `suggest_partners`, and CannotWrite. Raises BadParameter for an unknown file type, a number of
    jobs below 1, or a cluster that does not answer.
    """
    question = completed(PartnersQuestion, asked)
    limit = question["limit"]
    if limit is None:
        raise BadParameter("Lists for every centre need a limit.", "Give a limit.")
    check_count(workers.jobs, "number of jobs", most=_MOST_JOBS)
    if output.suffix not in pages.FILES:
        raise BadParameter(f"{output.name} has no format.", f"End its name with one of: {', '.join(pages.FILES)}.")
    pages.check_installed(output.suffix)  # now, and not after hours of work
    if workers.cluster is not None:
        _dask()
    mode, blend, year = partners.settled(measure(question))
    pairs = analysis.all_pairs(
        with_wishes(source.network, question),
        blend,
        limit=limit,
        include_current=question["include_current"],
        among=candidates(source, question),
        as_of=year,
        reasoned=partners.needs_reason(mode),
    )
    about = pages.About(mode, blend, partners.METHOD, source.network.version)
    part = _Part(part_of(output), pairs, about)
    with _telling(output):
        resumed = part.begin()
        advance(resumed, len(pairs.rows))
        with contextlib.closing(_blocks(pairs, resumed, workers)) as blocks:
            for stop, block in blocks:
                part.append(block)
                advance(stop, len(pairs.rows))
        count = _finish(output, part, about, _Progress(source.network, year, tuple(blend)))
    return Written(output, len(pairs.rows), count, resumed)


def part_of(output: Path) -> Path:
    """Return the path of the part file.

    >>> part_of(Path("out/suggestions.csv")).name
    '.suggestions.csv.part'
    """
    return output.with_name(f".{output.name}.part")


class _Part:
    """The part file: a line that identifies the question, then a frame for each finished block."""

    def __init__(self, path: Path, pairs: AllPairs, about: pages.About) -> None:
        self.path = path
        self.pairs = pairs
        question = {**about._asdict(), "weights": dict(about.weights), "fingerprint": pairs.fingerprint}
        self.header = json.dumps(question, sort_keys=True).encode() + b"\n"
        self.done = 0

    def begin(self) -> int:
        """Keep the frames of an earlier run of the same question, without an incomplete last one; return their number
        of rows.
        """
        intact = 0
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            if file.readline() == self.header:
                intact = file.tell()
                for block in self._frames(file):
                    intact, self.done = file.tell(), self.done + len(block.scores)
        with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666), "r+b") as file:
            file.truncate(intact)
            if not intact:
                file.write(self.header)
        return self.done

    def append(self, block: Best) -> None:
        """Append the next block; an interruption after this does not lose it."""
        payload = b"".join(np.ascontiguousarray(table, dtype="<i8").tobytes() for table in block)
        start, self.done = self.done, self.done + len(block.scores)
        with self.path.open("ab") as file:
            file.write(_FRAME.pack(start, self.done, zlib.crc32(payload)) + payload)

    def read(self) -> Iterator[Best]:
        """Yield all blocks, in order."""
        with self.path.open("rb") as file:
            file.readline()
            yield from self._frames(file)

    def _frames(self, file: BinaryIO) -> Iterator[Best]:
        problem, expected = self.pairs.problem, 0
        while problem is not None and len(head := file.read(_FRAME.size)) == _FRAME.size:
            start, stop, checksum = _FRAME.unpack(head)
            if start != expected or not start < stop <= len(self.pairs.rows):
                return
            shapes = [(stop - start, problem.limit)] * 2 + [(stop - start, problem.limit, len(problem.weights))]
            lengths = [8 * int(np.prod(shape)) for shape in shapes]
            payload = file.read(sum(lengths))
            if len(payload) != sum(lengths) or zlib.crc32(payload) != checksum:
                return
            ends = np.cumsum([0, *lengths])
            tables = (
                np.frombuffer(payload[first:last], dtype="<i8").reshape(shape)
                for first, last, shape in zip(ends[:-1], ends[1:], shapes, strict=True)
            )
            yield topk.Best(*tables)
            expected = stop


def _blocks(pairs: AllPairs, first: int, workers: Workers) -> Generator[tuple[int, Best], None, None]:
    """Yield the blocks from a row on, in order, each with the row after its last."""
    problem = pairs.problem
    if problem is None:
        return
    bounds = [(start, min(start + ROWS, len(pairs.rows))) for start in range(first, len(pairs.rows), ROWS)]
    found: Generator[Best, None, None]
    if workers.cluster is not None:
        found = _on_cluster(problem, bounds, workers.cluster)
    elif workers.jobs > 1 and len(bounds) > 1:
        tasks = (joblib.delayed(topk.best)(problem, *each) for each in bounds)
        found = joblib.Parallel(n_jobs=workers.jobs, return_as="generator", batch_size=1)(tasks)
    else:
        found = (topk.best(problem, *each) for each in bounds)
    with contextlib.closing(found):
        for (_, stop), block in zip(bounds, found, strict=True):
            yield stop, block


def _on_cluster(problem: Problem, bounds: list[tuple[int, int]], address: str) -> Generator[Best, None, None]:
    """Yield the blocks from joblib's Dask backend, a few rounds per worker at a time, so that results arrive during the
    work.
    """
    try:
        client = _dask().Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadParameter(f"No Dask scheduler answers at {address}.", "Is the address tcp://host:port?") from error
    with client:
        round_ = 8 * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        with joblib.parallel_config("dask", client=client, scatter=[problem]), joblib.Parallel() as parallel:
            for first in range(0, len(bounds), round_):
                yield from parallel(
                    joblib.delayed(topk.best)(problem, *each) for each in bounds[first : first + round_]
                )


def _dask() -> ModuleType:
    """Load the client of Dask. Raises BadParameter without the package distributed."""
    return extras.load("distributed", "cluster", "A Dask cluster", "work on this machine with --jobs")


class _Progress:
    """The records behind the lists, and the reasons where a format needs them."""

    def __init__(self, network: Network, as_of: int | None, signals: tuple[str, ...]) -> None:
        self.network, self.as_of, self.signals = network, as_of, signals

    @cached_property
    def view(self) -> View:
        """The view, made when the first reason is requested: only Turtle needs it."""
        return analysis.view_of(self.network, self.as_of)

    def whys(self, code: str, other: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return a sentence and its facts for each signal."""
        return [(each.sentence, each.facts) for each in analysis.explained(self.view, code, other, self.signals)]


def _finish(output: Path, part: _Part, about: pages.About, told: _Progress) -> int:
    """Convert the part file to the output; return the number of suggestions."""
    if part.pairs.problem is not None and part.done != len(part.pairs.rows):
        raise CannotWrite(f"{part.path} was changed by another process.", "Remove it and start again.")
    count = 0

    def advancing(lists: Iterable[pages.Listed]) -> Iterator[pages.Listed]:
        nonlocal count
        for each in lists:
            count += 1
            yield each

    beside = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            pages.FILES[output.suffix](file, about, advancing(_listed(part, told)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, output)
    finally:
        beside.unlink(missing_ok=True)
    part.path.unlink()
    return count


def _listed(part: _Part, told: _Progress) -> Iterator[pages.Listed]:
    records, pairs = told.network.organisations, part.pairs
    first = 0
    for block in part.read():
        rows = pairs.rows[first : first + len(block.scores)]
        first += len(rows)
        scores, values = (block.scores / topk.MICRO).tolist(), (block.values / topk.MICRO).tolist()
        for code, *lines in zip(rows, block.columns.tolist(), scores, values, strict=True):
            for rank, (column, score, signals) in enumerate(zip(*lines, strict=True), start=1):
                if column != topk.NOBODY:
                    other = pairs.columns[column]
                    iris = records[code].iri, records[other].iri
                    yield pages.Listed(code, rank, other, score, tuple(signals), *iris, partial(told.whys, code, other))


@contextlib.contextmanager
def _telling(output: Path) -> Iterator[None]:
    """Convert an OSError to CannotWrite, with the system's message."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise CannotWrite(
            f"{output} cannot be written: {reason}.", "Check that the disk has space and that you may write there."
        ) from error
