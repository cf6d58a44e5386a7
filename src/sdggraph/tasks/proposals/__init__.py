"""Proposed corrections: propose, look at them, decide, and write them as patches of data files."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.tasks.proposals.deciding import Draft as Draft
    from sdggraph.tasks.proposals.deciding import accept as accept
    from sdggraph.tasks.proposals.deciding import forget as forget
    from sdggraph.tasks.proposals.deciding import proposal as proposal
    from sdggraph.tasks.proposals.deciding import proposals as proposals
    from sdggraph.tasks.proposals.deciding import propose as propose
    from sdggraph.tasks.proposals.deciding import put_aside as put_aside
    from sdggraph.tasks.proposals.deciding import queue_file as queue_file
    from sdggraph.tasks.proposals.deciding import undo as undo
    from sdggraph.tasks.proposals.patches import patch as patch
    from sdggraph.tasks.proposals.patches import write_patch as write_patch

# the engine and the queue load on first use (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "deciding": [
            *("Draft", "accept", "forget", "proposal", "proposals", "propose", "put_aside", "queue_file", "undo"),
        ],
        "patches": ["patch", "write_patch"],
    },
)
