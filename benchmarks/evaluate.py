"""How long `sdggraph evaluate` takes, and in how much memory, on a CSV network of a given size.

The network is made up: organisations in communities, some far more active than others, partners chosen
mostly within the community or among partners of partners, themes that follow the community in part.

    python benchmarks/evaluate.py [--nodes 20000] [--edges 200000] [--seed 0]

The whole process is measured from outside, once with a split by date and once with five parts: reading the
files, choosing the weights, ranking, printing. CPU seconds are told too, because other programs disturb the clock.
Limits: under 10 minutes and 4 GB on 2 cores at 20,000 nodes and 200,000 edges.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS, MEGABYTES = 600, 4096
YEARS = range(2005, 2025)


def write_network(folder: Path, nodes: int, edges: int, seed: int) -> list[str]:
    """Write nodes.csv and edges.csv, and return the options that name them."""
    drawn = random.Random(seed)
    communities = max(1, nodes // 100)
    home = [drawn.randrange(communities) for _ in range(nodes)]
    active = [drawn.paretovariate(1.5) for _ in range(nodes)]
    members: list[list[int]] = [[] for _ in range(communities)]
    for node, community in enumerate(home):
        members[community].append(node)
    with (folder / "nodes.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "country", "region", "themes", "goals"])
        for node, community in enumerate(home):
            country = community % 60 if drawn.random() < 0.7 else drawn.randrange(60)
            themes = {f"theme-{(community * 7 + drawn.randrange(6)) % 80}" for _ in range(3)}
            goals = {f"{1 + community % 17}.{drawn.randint(1, 3)}"}
            row = [node, f"Organisation {node}", f"C{country}", f"R{country % 6}"]
            writer.writerow([*row, ";".join(sorted(themes)), ";".join(goals)])
    partners: list[list[int]] = [[] for _ in range(nodes)]
    firsts = iter(drawn.choices(range(nodes), weights=active, k=4 * edges))
    written = 0
    with (folder / "edges.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "year", "kind"])
        for one in firsts:
            way = drawn.random()
            if way < 0.5 and partners[one]:
                other = drawn.choice(partners[drawn.choice(partners[one])])
            elif way < 0.85:
                other = drawn.choice(members[home[one]])
            else:
                other = next(firsts)
            if other != one:
                partners[one].append(other)
                partners[other].append(one)
                writer.writerow([one, other, YEARS[len(YEARS) * written // edges], "joint-project"])
                written += 1
            if written == edges:
                break
    return ["--nodes", str(folder / "nodes.csv"), "--edges", str(folder / "edges.csv")]


def main() -> None:
    """Print time, memory and what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--edges", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{asked.nodes:,} nodes, {asked.edges:,} edges")
    with tempfile.TemporaryDirectory() as folder:
        files = write_network(Path(folder), asked.nodes, asked.edges, asked.seed)
        command = [str(Path(sys.executable).with_name("sdggraph")), "evaluate", *files, "--format", "json"]
        for way in (["--split", "2019"], ["--folds", "5"]):
            measure([*command, *way], " ".join(way))


def measure(command: list[str], way: str) -> None:
    """Run a command to its end; print what it took and what it found."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss // 1024  # the larger one so far
    found = json.loads(answer.stdout)
    print(
        f"{way}: {seconds:.0f} s ({seconds / SECONDS:.0%} of the limit), {cpu:.0f} CPU s, {peak:,} MB "
        f"({peak / MEGABYTES:.0%} of the limit), {found['test_nodes']:,} test nodes"
    )
    for gain in found["ahead_of_best_baseline"]:
        print(f"  {gain['measure']:13s} {gain['value']:+.0%} against {gain['baseline']}")


if __name__ == "__main__":
    main()
