"""How long validation takes: `python -m benchmarks.validate [size ...]`, medians of three runs.

Two promises are measured: one changed organisation among 10,000 in less than half a second, and all
10,000 in less than fifteen. It prints and never fails; times belong to the machine they were taken on.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.synthetic import ROOT, fill, plant_all, subjects
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.validate import Report, validate

SHAPES = ROOT / "ontology/shapes.ttl"
FULL_UP_TO = 1000  # full validation of more takes minutes


def timed(work: Callable[[], Report], runs: int = 3) -> tuple[float, float, Report]:
    """Median wall-clock and processor seconds, and the last report."""
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        report = work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return median(walls), median(processors), report


def memory() -> int:
    """The most memory this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def show(what: str, wall: float, processor: float, report: Report) -> None:
    """One line of the table."""
    print(f"  {what:<34}{wall:>8.2f} s{processor:>8.2f} s cpu{len(report.findings):>8} findings")


def measure(size: int) -> None:
    """Everything about one size."""
    began = time.perf_counter()
    store: EmbeddedStore = fill(size)
    filled = memory()
    took = time.perf_counter() - began
    print(f"\n{size:,} organisations, {len(store):,} triples (filled in {took:.1f} s, {filled} MiB)")
    if size <= FULL_UP_TO:
        plant_all(store, size)
    changed = subjects(size, 3)

    cold = time.perf_counter()
    validate(store, SHAPES, focus=changed)
    print(f"  first use in this process: {time.perf_counter() - cold:.2f} s")
    one = timed(lambda: validate(store, SHAPES, focus=changed))
    show(f"one changed organisation ({len(changed)})", *one)
    everything = timed(lambda: validate(store, SHAPES))
    show("all, screen then judge", *everything)
    print(f"  peak memory: {memory()} MiB, {memory() - filled} MiB of it for validation")
    if size <= FULL_UP_TO:
        full = timed(lambda: validate(store, SHAPES, method="full"), runs=1)
        show("all, judge alone", *full)
        same = full[2].findings == everything[2].findings
        print(f"  the screen is {full[1] / everything[1]:.1f} times as fast, findings {'equal' if same else 'DIFFER'}")


if __name__ == "__main__":
    for argument in sys.argv[1:] or ["100", "1000", "10000"]:
        measure(int(argument))
