"""A process that accepts a proposal and is killed by SIGKILL at a step: FOLDER ID STEP before|after [FILE of N-Quads].

It is a process of its own: the engine writes in threads of its own, which a fork does not have.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sdggraph.config import Settings
from sdggraph.store import write_intent
from sdggraph.store.difference import PackedDifference
from sdggraph.store.disk_writer import DiskStore
from sdggraph.writing import correction_queue, review
from sdggraph.writing.commit import Author
from sdggraph.writing.correction_queue import CorrectionQueue

STEPS: dict[str, Any] = {
    "propose": review,
    "declare": write_intent,
    "_write": DiskStore,
    "withdraw": write_intent,
    "settle": CorrectionQueue,
    "_text": correction_queue,  # inside the transaction of the queue
}


def die(*_words: Any, **_options: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def done(*words: Any, **options: Any) -> Any:
        function(*words, **options)
        die()

    return done


def main(folder: str, id: str, step: str, when: str, removed: str = "", added: str = "") -> None:
    disk = DiskStore(Path(folder) / "store")
    queue = CorrectionQueue(Path(folder) / "proposals.db")
    place = STEPS[step]
    setattr(place, step, then_die(getattr(place, step)) if when == "after" else die)
    instead = PackedDifference(removed, added).unpacked() if added else None
    review.accept(disk, queue, id, Author("Coordination desk"), Settings.read().ontology, instead=instead)


if __name__ == "__main__":
    main(*sys.argv[1:])
