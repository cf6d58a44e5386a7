"""The media type of a request's content, and its parameters (RFC 9110, section 8.3)."""

from __future__ import annotations

from python_multipart.multipart import parse_options_header


def media_type_of(header: str) -> str:
    """Return the media type of a Content-Type header, in lower case; empty without one.

    >>> media_type_of('Text/Turtle; Charset="UTF-8"')
    'text/turtle'
    """
    return header.partition(";")[0].strip().lower()


def parameter_of(header: str, name: str) -> str:
    """Return a parameter of a Content-Type header; empty without it. Its name is compared without case.

    >>> parameter_of('Text/Turtle; Charset="UTF-8"', "charset"), parameter_of("text/turtle", "charset")
    ('UTF-8', '')
    """
    found: bytes = parse_options_header(header)[1].get(name.encode(), b"")
    return found.decode("latin-1")
