"""How large and how slow an installation is, part by part, and what each part alone would save as an extra.

Each run makes a fresh virtual environment and installs this copy of the project with pip: first with an empty cache,
then again with the wheels that the first run has left. Sizes are those of the files that pip recorded,
compiled ones too. A part is what no other part needs: without it, only its packages would go. Beside other work, trust
the CPU seconds.

    python -m benchmarks.install [--runs 3] [--without documents] [--extras cluster,fast,parquet]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
# the direct requirements by what they are for; all others are `everything else`
PARTS = {
    "suggestions and networks": ("joblib", "networkx", "numpy", "scipy", "sparse-dot-topn"),
    "RDF, SPARQL and validation": ("pyoxigraph", "pyshacl", "rdflib", "regex"),
    "server": (
        "fastapi", "httptools", "prometheus-client", "pydantic", "python-multipart", "python-mimeparse", "starlette",
        "uvicorn", "uvloop",
    ),
    "posters and reports [documents]": ("pymupdf-fonts", "python-bidi", "reportlab", "uharfbuzz", "xlsxwriter"),
    "names and spellings": ("confusable-homoglyphs", "pycountry", "rapidfuzz"),
}  # fmt: skip
# prints what an installation holds as lines of JSON: name, megabytes, the packages that it needs here
LISTING = """
import json, re
from importlib.metadata import distributions
from pip._vendor.packaging.requirements import Requirement
def plain(name): return re.sub(r"[-_.]+", "-", name).lower()
held = {plain(each.metadata["Name"]): each for each in distributions()}
needs = {name: [Requirement(text) for text in each.requires or ()] for name, each in held.items()}
extras = {name: {""} for name in held}  # of each package, those that others ask for
def wanted(name):
    return [need for need in needs[name] if not need.marker
            or any(need.marker.evaluate({"extra": extra}) for extra in extras[name])]
for _ in range(5):
    for name in held:
        for need in wanted(name):
            extras.get(plain(need.name), set()).update(need.extras)
for name, each in held.items():
    size = 0
    for file in each.files or ():
        try: size += file.locate().stat().st_size
        except OSError: pass
    print(json.dumps([name, size / 1e6, [plain(need.name) for need in wanted(name)]]))
"""


class Package(NamedTuple):
    """An installed package."""

    megabytes: float
    needs: list[str]


def installed(python: Path) -> dict[str, Package]:
    """The packages of an environment by name, without pip and its kind."""
    done = subprocess.run([python, "-c", LISTING], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: Package(size, needs) for name, size, needs in rows if name not in ("pip", "setuptools")}


def closure(packages: dict[str, Package], names: list[str]) -> set[str]:
    """The packages with these names and all that they need."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in packages and name not in found:
            found.add(name)
            names += packages[name].needs
    return found


class Seconds(NamedTuple):
    """The time that an installation took."""

    wall: float
    cpu: float


def install(what: list[str], cache: str) -> tuple[Seconds, dict[str, Package]]:
    """Install into a fresh environment; return the time that it took, and what is there then."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        python = Path(place) / "bin" / "python"
        environment = {**os.environ, "PIP_CACHE_DIR": cache, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, "-m", "pip", "install", "-qq", *what], env=environment, cwd=ROOT, check=True)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Seconds(wall, cpu), installed(python)


def timed(what: list[str], runs: int) -> dict[str, Package]:
    """Print how long an installation takes without and with a cache; return what it holds."""
    cold: list[Seconds] = []
    warm: list[Seconds] = []
    packages: dict[str, Package] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as cache:
            for times in (cold, warm):
                seconds, packages = install(what, cache)
                times.append(seconds)
    size = sum(each.megabytes for each in packages.values())
    print(
        f"pip install {' '.join(what) if len(what) < 4 else '(requirements)'}: {len(packages)} packages, {size:.0f} MB"
    )
    for name, times in (("empty cache", cold), ("full cache", warm)):
        wall, cpu = (statistics.median(found) for found in zip(*times, strict=True))
        every = ", ".join(f"{each.wall:.0f}" for each in times)
        print(f"  {name}: {wall:.0f} s on the wall (of {every}), {cpu:.0f} s of the processor", flush=True)
    return packages


def parts(packages: dict[str, Package]) -> None:
    """Print what each part holds alone, and the share of the whole that would go without it."""
    direct, total = packages["sdggraph"].needs, sum(each.megabytes for each in packages.values())
    for part, names in PARTS.items():
        kept = closure(packages, [each for each in direct if each not in names]) | {"sdggraph"}
        alone = {name: packages[name].megabytes for name in packages.keys() - kept}
        size, largest = sum(alone.values()), sorted(alone, key=lambda name: -alone[name])
        told = ", ".join(f"{name} {alone[name]:.1f}" for name in largest[:6])
        print(f"{part:34} {len(alone):3} packages {size:6.1f} MB {size / total:5.0%}  {told}")


def main() -> None:
    """Print times and sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without", choices=["documents"], help="time the requirements with and without it, too")
    parser.add_argument("--extras", default="", help="time the installation with these extras, too")
    given = parser.parse_args()
    parts(timed(["."], given.runs))
    if given.without:
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
        left_out = next(names for part, names in PARTS.items() if given.without in part)
        for requirements in (asked, [each for each in asked if not each.startswith(left_out)]):
            timed(requirements, given.runs)
    if given.extras:
        timed([f".[{given.extras}]"], given.runs)


if __name__ == "__main__":
    main()
