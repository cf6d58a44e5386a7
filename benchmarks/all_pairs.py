"""All pairs, exactly: what a list of ten for everybody costs, beside four other ways and the bound.

    python -m benchmarks.all_pairs [60 1000 10000 100000] [--rows 1024] [--whole]

The rivals do less than we do: none proves its list, rounds, breaks ties, or leaves current partners out; the
dense product ranks nothing at all and has no network columns. All of them take turns on the same rows, a
part of all where that would take hours; times are scaled up to all rows, which the column `rows` tells.
Seconds are those of the processor, summed over threads, because other programs disturb the clock on the
wall. `--whole` also runs `suggest-all` to the end with two processes and reports its peak memory.
"""

from __future__ import annotations

import argparse
import ctypes
import heapq
import importlib.util
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import psutil
from scipy import sparse

from benchmarks.networks import network
from sdggraph.analysis import topk
from sdggraph.analysis.all_pairs import AllPairs, all_pairs
from sdggraph.analysis.features import View, cosine
from sdggraph.analysis.partners import MODES
from sdggraph.config import Settings
from sdggraph.model.records import Network
from sdggraph.tasks import Source
from sdggraph.tasks.all_pairs import Workers, suggest_all

numba = importlib.util.find_spec("numba")
try:
    from sklearn.neighbors import NearestNeighbors
except ImportError:
    NearestNeighbors = None

LIMIT, BLOCK, ROUNDS = 10, 512, 4
Method = Callable[[int, int], object]


def main() -> None:
    """Print a table a size, and how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[60, 1_000, 10_000, 100_000])
    parser.add_argument("--rows", type=int, default=1024, help="so many rows are measured at most")
    parser.add_argument("--whole", action="store_true", help="also run suggest-all to the end, with two processes")
    parser.add_argument("--only-whole", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only_whole:
        return whole(asked.only_whole)
    print(f"{platform.python_implementation()} {platform.python_version()}, {processor()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        bound = compiled(Path(folder))
        per_pair = {size: measure(size, asked.rows, bound) for size in asked.sizes}
    print("\nnanoseconds a scored pair: " + ", ".join(f"{size:,}: {cost:.2f}" for size, cost in per_pair.items()))
    for size in asked.sizes if asked.whole else ():
        subprocess.run([sys.executable, "-m", "benchmarks.all_pairs", "--only-whole", str(size)], check=True)
    return None


def measure(size: int, most: int, bound: Any) -> float:
    """Print the ratios for one size; nanoseconds of ours a pair."""
    start = time.process_time()
    made = network(size)
    pairs, view = all_pairs(made, MODES["blend"], limit=LIMIT), View(made)
    ready = time.process_time() - start
    problem = pairs.problem
    assert problem is not None
    terms = int(
        (
            np.bincount(problem.left.indices, minlength=len(np.diff(problem.right.indptr)))
            * np.diff(problem.right.indptr)
        ).sum()
    )
    print(f"\n{size:,} organisations: {terms:,} multiply-adds; network and columns ready after {ready:.1f} CPU s")
    rows, step = min(size, most), min(size, most, BLOCK)
    methods: dict[str, tuple[Method, int, int]] = {  # what to call, rows in all, rows a call
        "sdggraph": (lambda first, last: topk.best(problem, first, last, fast=False), rows, step),
        **({"sdggraph[fast]": (lambda first, last: topk.best(problem, first, last), rows, step)} if numba else {}),
        "C scatter and heap": (scatter(problem, bound), rows, step),
        **{name: (method, min(rows, 512), min(step, 64)) for name, method in dense(problem).items()},
        "NetworkX and cosines": (plain(made, view, pairs), min(rows, max(2, 20_000 // size)), 1),
    }
    cpu = taken(methods)
    ours = cpu["sdggraph"]
    print(f"{'':<26}{'rows':>8}{'CPU s for all':>16}{'x sdggraph':>12}")
    for name, seconds in cpu.items():
        print(f"{name:<26}{methods[name][1]:>8,}{seconds * size:>16.2f}{seconds / ours:>12.3g}")
    against = [f"{name} {cpu[name] / cpu['C scatter and heap']:.2f}" for name in cpu if name.startswith("sdggraph")]
    print(f"times the bound: {', '.join(against)}", end="; ")
    print(f"one centre, warm: {1000 * latency(problem):.1f} ms (median of 40)")
    return ours / size * 1e9


def taken(methods: dict[str, tuple[Method, int, int]]) -> dict[str, float]:
    """CPU seconds a row, the methods taking turns."""
    spent = dict.fromkeys(methods, 0.0)
    for method, rows, step in methods.values():
        method(0, min(step, rows))  # warm
    for turn in range(ROUNDS):
        for name, (method, rows, step) in methods.items():
            first, last = rows * turn // ROUNDS, rows * (turn + 1) // ROUNDS
            start = time.process_time()
            for begin in range(first, last, step):
                method(begin, min(last, begin + step))
            spent[name] += time.process_time() - start
    return {name: max(1e-9, seconds) / methods[name][1] for name, seconds in spent.items()}


def latency(problem: topk.Problem) -> float:
    """Wall seconds for the list of one centre."""
    count, times = problem.shape[0], []
    for row in range(0, count, max(1, count // 40)):
        start = time.perf_counter()
        topk.best(problem, row, row + 1)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def dense(problem: topk.Problem) -> dict[str, Method]:
    """The bare product of the same features without those of the network, and scikit-learn on them."""
    narrow = [place for place, name in enumerate(MODES["blend"]) if name not in ("network", "openness")]
    sides = []
    for side in ("left", "right"):
        stacked = sparse.hstack(
            [getattr(problem.parts[place], side) * problem.weights[place] ** 0.5 for place in narrow]
        )
        sides.append(np.ascontiguousarray(stacked.toarray()))
    left, right = sides
    left32, right32 = left.astype(np.float32), right.astype(np.float32)
    found: dict[str, Method] = {
        f"dense product, {left.shape[1]} columns": lambda first, last: left[first:last] @ right.T,
        "the same in float32": lambda first, last: left32[first:last] @ right32.T,
    }
    if NearestNeighbors is not None:
        nearest = NearestNeighbors(n_neighbors=LIMIT + 1, algorithm="brute", metric="cosine").fit(right)
        found["scikit-learn, brute force"] = lambda first, last: nearest.kneighbors(left[first:last])
    return found


def plain(made: Network, view: View, pairs: AllPairs) -> Method:
    """NetworkX's link prediction, and cosines of themes and goals in plain Python."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(pairs.rows)
    graph.add_edges_from((one, other) for one, other in (link.partners for link in made.links))

    def method(first: int, last: int) -> object:
        lists = []
        for code in pairs.rows[first:last]:
            others = [(code, other) for other in pairs.rows if other != code and not graph.has_edge(code, other)]
            scores = (
                (
                    0.2 * near
                    + 0.3 * cosine(view.themes[code], view.themes[other])
                    + 0.2 * cosine(view.goals[code], view.goals[other]),
                    other,
                )
                for _, other, near in nx.adamic_adar_index(graph, others)
            )
            lists.append(heapq.nlargest(LIMIT, scores))
        return lists

    return method


def scatter(problem: topk.Problem, bound: Any) -> Method:
    """The loop of bound.c on our own columns."""
    width = problem.shape[1]
    left, right = problem.left, problem.right
    given = [
        np.ascontiguousarray(array, dtype=kind)
        for held in (left, right)
        for array, kind in ((held.indptr, np.int64), (held.indices, np.int32), (held.data, np.float64))
    ]
    total = np.zeros(width)

    def method(first: int, last: int) -> object:
        best, score = np.empty((last - first, LIMIT), dtype=np.int32), np.empty((last - first, LIMIT))
        arrays = [*given, problem.bias, total, best, score]
        ints = [ctypes.c_int64(number) for number in (first, last, width)]
        bound(*ints, ctypes.c_int(LIMIT), *(ctypes.c_void_p(array.ctypes.data) for array in arrays))
        return best

    return method


def compiled(folder: Path) -> Any:
    """The loop in C, compiled now for this processor."""
    library = folder / "bound.so"
    source = Path(__file__).with_name("bound.c")
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", str(library), str(source)], check=True)
    return ctypes.CDLL(str(library)).bound


def whole(size: int) -> None:
    """Run suggest-all to the end with two processes; print time and peak memory."""
    source = Source(Settings.read())
    source.network = network(size)
    peak = 0

    def watch(_done: int, _of: int) -> None:
        nonlocal peak
        family = [psutil.Process(), *psutil.Process().children(recursive=True)]
        peak = max(peak, sum(each.memory_info().rss for each in family))

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = suggest_all(source, Path(folder) / "all.csv", limit=LIMIT, workers=Workers(jobs=2), advance=watch)
        wall = time.perf_counter() - start
    # not ru_maxrss, which begins with that of the process that started this one
    status = Path("/proc/self/status").read_text()
    own = int(status.partition("VmHWM:")[2].split()[0]) / 2**20
    print(
        f"suggest-all, {size:,} organisations, 2 processes: {done.suggestions:,} suggestions, {wall:.1f} s on the wall"
    )
    print(f"  peak memory {own:.2f} GiB, together with the workers {peak / 2**30:.2f} GiB (shared pages counted twice)")


def processor() -> str:
    """The name of the processor, where Linux tells."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
