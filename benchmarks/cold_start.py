"""How long a cold `sdggraph suggest-partners HIST` takes, beside `python -c "import numpy"`.

Whole processes, run in pairs that take turns, so that whatever else the machine does hits both.
Two states: with the compiled records in the cache (every start but the first), and without.
The bare interpreter is the physical limit.

    python benchmarks/cold_start.py [--runs 25]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [str(Path(sys.executable).with_name("sdggraph")), "suggest-partners", "HIST"]
NUMPY = [sys.executable, "-c", "import numpy"]
BARE = [sys.executable, "-c", "pass"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """The wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=25)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "SDGGRAPH_CACHE": cache}
        for command in (COMMAND, NUMPY, BARE):
            seconds(command, environment)  # compiles .pyc files and fills the cache
        times: dict[str, list[float]] = {"cached": [], "first": [], "numpy": [], "bare": []}
        for _ in range(runs):
            times["cached"].append(seconds(COMMAND, environment))
            times["numpy"].append(seconds(NUMPY, environment))
            times["bare"].append(seconds(BARE, environment))
        for _ in range(runs):
            shutil.rmtree(cache)
            os.mkdir(cache)
            times["first"].append(seconds(COMMAND, environment))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {runs} paired runs")
    for name, label in (
        ("bare", "bare interpreter"),
        ("numpy", "python -c 'import numpy'"),
        ("cached", "suggest-partners HIST"),
        ("first", "the same, empty cache"),
    ):
        ratio = medians[name] / medians["numpy"]
        print(f"{label:<26} {medians[name] * 1000:7.1f} ms   {ratio:5.2f} x numpy")


if __name__ == "__main__":
    main()
