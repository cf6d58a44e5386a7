"""Numbers on the command line, parsed as everywhere else (`sdggraph.numbers`)."""

from __future__ import annotations

from typing import Any, Final

import click

from sdggraph import numbers

_MOST: Final = 1_000_000_000_000
_LONGEST: Final = 40  # characters of a number


class Whole(click.types.IntParamType):
    """Click type for a whole number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the number. Fails for digits other than 0 to 9, and for a number that is too large to be a count."""
        _check_length(self, value, param, ctx)
        return _checked(self, value, super().convert(value, param, ctx), param, ctx)


class WholeRange(click.IntRange):
    """Click type for a whole number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the number. Fails as `Whole` does, and outside the bounds."""
        _check_length(self, value, param, ctx)
        return _checked(self, value, super().convert(value, param, ctx), param, ctx)


class DecimalRange(click.FloatRange):
    """Click type for a number within bounds; the upper bound `most` is not shown in the help."""

    def __init__(self, least: float, most: float = numbers.DAY) -> None:
        super().__init__(min=least)
        self._most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the number. Fails unless it is a finite number in the digits 0 to 9 and within the bounds."""
        _check_length(self, value, param, ctx)
        found = super().convert(value, param, ctx)
        if isinstance(value, str) and not numbers.is_decimal(value):
            self.fail(f"{numbers.shown(value)} is not a number in the digits 0 to 9.", param, ctx)
        if found > self._most:
            self.fail(f"{found:g} is more than {self._most:,.0f}.", param, ctx)
        return found


def _check_length(
    kind: click.ParamType[Any], value: Any, param: click.Parameter | None, ctx: click.Context | None
) -> None:
    if isinstance(value, str) and len(value) > _LONGEST:  # otherwise the message would repeat all of it
        kind.fail(f"{numbers.shown(value)} is too long for a number.", param, ctx)


def _checked(
    kind: click.ParamType[int], value: Any, found: Any, param: click.Parameter | None, ctx: click.Context | None
) -> Any:
    if isinstance(value, str) and not numbers.is_whole(value):
        kind.fail(f"{numbers.shown(value)} is not a whole number in the digits 0 to 9.", param, ctx)
    if abs(found) > _MOST:
        kind.fail(f"{numbers.shown(found)} is more than {_MOST:,}.", param, ctx)
    return found
