"""Packages that only some commands need, and that an extra of ours installs: `pip install 'sdggraph[parquet]'`."""

from __future__ import annotations

import importlib
from types import ModuleType

from sdggraph.errors import BadParameter


def load(module: str, extra: str, need: str, otherwise: str = "") -> ModuleType:
    """Import a module of an extra. Raises BadParameter with the command that installs the extra.

    >>> load("json", "parquet", "A .parquet file").__name__
    'json'
    >>> load("no_such_module", "parquet", "A .parquet file", "write a .csv file")
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: A .parquet file needs the Python package no_such_module, which is not installed. \
Run `pip install 'sdggraph[parquet]'`, or write a .csv file.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        missing = isinstance(error, ModuleNotFoundError) and error.name in (package, module)
        raise BadParameter(
            f"{need} needs the Python package {package}, which "
            + ("is not installed." if missing else f"cannot be loaded ({error})."),
            f"Run `pip install 'sdggraph[{extra}]'`" + (f", or {otherwise}." if otherwise else "."),
        ) from error
