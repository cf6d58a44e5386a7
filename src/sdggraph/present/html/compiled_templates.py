"""The compiled templates, kept beside Python's own compiled files, because to compile them takes two seconds."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from importlib import resources
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

# what decides, with its text, what a template is compiled to: options of the environment, and filters of constants
_CODE: Final = ("environment.py", "filters.py")


class CompiledTemplates(FileSystemBytecodeCache):
    """The compiled templates in `__pycache__`, under the rules of Python's own: nothing is written where the user may
    not write, or with PYTHONDONTWRITEBYTECODE; a file that is stale or damaged is compiled anew.
    """

    def __init__(self, folder: Path | None = None) -> None:
        package = resources.files("sdggraph.present.html")
        beside = folder or Path(cache_from_source(str(package / "templates.py"))).parent
        super().__init__(str(beside), f"%s.{sys.implementation.cache_tag}.template")
        code = [jinja2.__version__.encode(), *((package / name).read_bytes() for name in _CODE)]
        self._code = hashlib.sha256(b"\0".join(code)).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        """Return a checksum of a template and of the code that it is compiled with."""
        return super().get_source_checksum(f"{self._code} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, if there is one."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # reading a damaged file may end in almost any error
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, where that is possible."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)
