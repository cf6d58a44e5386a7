"""The stores: one small interface, an embedded and a remote implementation, loading, and dumps."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.store.dump import dump as dump
    from sdggraph.store.embedded import EmbeddedStore as EmbeddedStore
    from sdggraph.store.loading import files_left_out as files_left_out
    from sdggraph.store.loading import fill as fill
    from sdggraph.store.loading import fill_new as fill_new
    from sdggraph.store.loading import subjects as subjects
    from sdggraph.store.loading import turtle_files as turtle_files
    from sdggraph.store.reading import open_to_read as open_to_read
    from sdggraph.store.remote.store import RemoteStore as RemoteStore

# the engine loads with the first attribute that needs it (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "dump": ["dump"],
        "embedded": ["EmbeddedStore"],
        "loading": ["files_left_out", "fill", "fill_new", "subjects", "turtle_files"],
        "reading": ["open_to_read"],
        "remote.store": ["RemoteStore"],
    },
)
