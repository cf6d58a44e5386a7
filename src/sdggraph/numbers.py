"""Parsing and checking of numbers, the same everywhere and within bounds.

Python accepts more than people mean: `1_0` is ten, `１２` is twelve, and `nan`, `inf` and `1e400` are numbers that no
comparison with a bound catches.
"""

from __future__ import annotations

import math
import operator
import re
from numbers import Real
from typing import Final

from sdggraph.errors import BadParameter

MOST: Final = 1_000_000_000  # upper bound of any count
DAY: Final = 86_400  # seconds
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?")


def is_whole(text: str) -> bool:
    """Whether a text is a whole number in the digits 0 to 9, and nothing else.

    >>> [is_whole(text) for text in ("12", "-3", "+5", "1_0", "１２", " 5", "5.0", "9" * 400)]
    [True, True, False, False, False, False, False, False]
    """
    return _WHOLE.fullmatch(text) is not None


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, in the singular for one.

    >>> counted(1, "link"), counted(2_000, "link"), counted(0, "country", "countries")
    ('1 link', '2,000 links', '0 countries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def is_decimal(text: str) -> bool:
    """Whether a text is a number in the digits 0 to 9 that a float can hold.

    >>> [is_decimal(text) for text in ("2", "0.5", ".5", "1e-3", "nan", "inf", "1e400", "1e-400", "٣", "1_0")]
    [True, True, True, True, False, False, False, False, False, False]
    """
    if _DECIMAL.fullmatch(text) is None:
        return False
    value = float(text)
    digits = text.lower().partition("e")[0]
    return math.isfinite(value) and (value != 0 or not any(each in "123456789" for each in digits))


def check_count(value: object, thing: str, *, least: int = 1, most: int = MOST) -> None:
    """Raise BadParameter unless a value is a whole number within these bounds; None means no bound and is accepted.

    >>> check_count(3, "limit"); check_count(None, "limit")
    >>> check_count(0, "limit")
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: A limit of 0 is too small. Ask for at least 1.
    """
    if value is None:
        return
    try:
        number = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None:
        raise BadParameter(f"A {thing} of {shown(value)} is not a whole number.", f"Give one from {least} to {most:,}.")
    if number < least:
        raise BadParameter(f"A {thing} of {shown(number)} is too small.", f"Ask for at least {least}.")
    if number > most:
        raise BadParameter(f"A {thing} of {shown(number)} is too large.", f"Ask for {most:,} at most.")


def check_seconds(value: object, thing: str) -> None:
    """Raise BadParameter unless a value is a time above 0 and at most a day; None means no bound and is accepted.

    >>> check_seconds(0.5, "time")
    >>> check_seconds(float("nan"), "time")
    Traceback (most recent call last):
    sdggraph.errors.BadParameter: A time of nan seconds is out of range. Give more than 0 and at most 86,400.
    """
    if value is None:
        return
    real = isinstance(value, Real) and not isinstance(value, bool)
    if not (real and 0 < value <= DAY):  # type: ignore[operator]
        raise BadParameter(
            f"A {thing} of {shown(value)} seconds is out of range.", f"Give more than 0 and at most {DAY:,}."
        )


def shown(value: object) -> str:
    """Format a value for a message; a very large number by its magnitude.

    >>> shown(12), shown(10 ** 5000), shown("x" * 99)
    ('12', 'about 10^5000', "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'")
    """
    if isinstance(value, int) and value.bit_length() > 128:
        return f"about {'-' if value < 0 else ''}10^{round(value.bit_length() * math.log10(2))}"
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= 40 else f"{text[:40]}…"
    return repr(text) if isinstance(value, str) else text
