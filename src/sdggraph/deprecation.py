"""Old names of keywords that keep working, with a warning that tells the new ones."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def renamed(**names: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Accept old keywords, old=new, each with a DeprecationWarning; signature and help show the new names only.

    Raises TypeError if a value is given by both names, as Python does for a value that is given twice.

    >>> @renamed(code="organisation")
    ... def show(organisation: str) -> str:
    ...     return organisation
    >>> show("HIST"), list(inspect.signature(show).parameters)
    ('HIST', ['organisation'])
    """

    def accepting(function: Callable[Given, Result]) -> Callable[Given, Result]:
        positions = {name: number for number, name in enumerate(inspect.signature(function).parameters)}

        @wraps(function)
        def called(*words: Any, **keywords: Any) -> Result:  # Any: passed on
            for old in names.keys() & keywords.keys():
                new = names[old]
                if new in keywords or positions[new] < len(words):
                    raise TypeError(f"{function.__name__}() got {new!r} twice, once by its old name {old!r}.")
                told = f"The keyword {old!r} of {function.__name__}() is now called {new!r}. Write {new}=…"
                warnings.warn(told, DeprecationWarning, stacklevel=2)
                keywords[new] = keywords.pop(old)
            return function(*words, **keywords)

        return called

    return accepting
