"""The process that watches how a server bears what it is sent: `python -m tests.web.watcher URL`.

It loads next to nothing, because every watch starts it anew.
"""

from __future__ import annotations

import http.client
import json
import select
import statistics
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

EVERY = 0.02  # seconds from one look at /health to the next
MEDIAN, WORST = 50, 300  # milliseconds that /health may take on a machine that is never late
ALLOWED = 5  # times as late as the machine lets this process run, which is added to that


class Health(NamedTuple):
    """Milliseconds that /health took, from a process that did nothing else, and how late that process itself was."""

    looks: int
    median: float
    p99: float
    worst: float
    failed: int
    late: float  # by how much its pauses were too long, in the median
    latest: float

    def bearable(self) -> bool:
        """Whether every look was answered, and soon enough for a machine that is as busy as this one."""
        return (
            self.failed == 0
            and self.median < MEDIAN + ALLOWED * self.late
            and self.worst < WORST + ALLOWED * self.latest
        )


class Look(NamedTuple):
    """One look: seconds that it took, None when it failed, and seconds by which the pause after it was too long."""

    took: float | None
    late: float


def looks(url: str) -> Iterator[Look]:
    """Look at /health until the input is closed."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    left = False
    while not left:
        start = time.perf_counter()
        took: float | None = None
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            if answer.read() == b'{"status":"alive"}':
                took = time.perf_counter() - start
        except (OSError, http.client.HTTPException):
            connection.close()
        start = time.perf_counter()
        left = bool(select.select([sys.stdin], [], [], EVERY)[0])
        yield Look(took, max(0.0, time.perf_counter() - start - EVERY))


def main() -> None:
    """Look until the input is closed, and print what was found."""
    print(flush=True)
    found = list(looks(sys.argv[1]))
    times = sorted(1000 * each.took for each in found if each.took is not None)
    late = [1000 * each.late for each in found]
    p99 = times[int(len(times) * 0.99)]
    failed = sum(each.took is None for each in found)
    health = Health(len(found), statistics.median(times), p99, times[-1], failed, statistics.median(late), max(late))
    print(json.dumps(health._asdict()))


if __name__ == "__main__":
    main()
