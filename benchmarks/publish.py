"""Publishing the shipped data and networks of other sizes: seconds and peak memory, section by section.

`python -m benchmarks.publish 1000 10000` writes the networks with `benchmarks.synthetic`, each in a folder of its
own that is removed again, and publishes each in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sdggraph.config import Settings
from sdggraph.tasks import Source
from sdggraph.tasks.publication import Section, publish

from . import synthetic


def main() -> None:
    """Measure the shipped data, then networks of the sizes given."""
    measured(None)
    for size in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.synthetic", str(size), folder], check=True, cwd=synthetic.ROOT
            )
            measured(Path(folder))


def measured(data: Path | None) -> None:
    """Publish in a new process and print what it says."""
    words = [str(data)] if data is not None else []
    subprocess.run([sys.executable, "-m", "benchmarks.publish", "--one", *words], check=True, cwd=synthetic.ROOT)


def one(data: Path | None) -> None:
    """Publish here, and tell each step."""
    began, used = time.perf_counter(), time.process_time()

    def tell(step: str) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wall, cpu = time.perf_counter() - began, time.process_time() - used
        print(f"  {step:<28} {wall:>8.1f} s  (processor {cpu:>7.1f} s)  peak {peak:>7,.0f} MB", flush=True)

    def progress(sections: Iterable[Section]) -> Iterator[Section]:
        for section in sections:
            yield section
            tell(section.__module__.rpartition(".")[2])

    source = Source(Settings.read({}, data=data))
    statements, organisations = len(source.store), len(source.network.organisations)
    print(json.dumps({"organisations": organisations, "statements": statements}), flush=True)
    tell("opened")
    with tempfile.TemporaryDirectory() as folder:
        files = publish(source, Path(folder) / "site", progress=progress)
        tell("checked and in place")
        print(f"  {len(files):,} files, {sum(file.size for file in files) / 1e6:,.0f} MB", flush=True)


if __name__ == "__main__":
    if "--one" in sys.argv:
        one(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    else:
        main()
