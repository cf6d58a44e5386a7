"""Several documents sent as one form (RFC 7578), as the Graph Store Protocol has it (section 5.5)."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final, NamedTuple

from sdggraph.errors import BadParameter

FORM: Final = "multipart/form-data"
_MOST: Final = 100  # documents of one form


class BodyPart(NamedTuple):
    """A document of a form."""

    media_type: str
    text: str


def parts(content: bytes, content_type: str) -> list[BodyPart]:
    r"""The documents of a form. Raises BadParameter for what is no form, or one within another.

    >>> sent = b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/turtle\r\n\r\n# nothing\r\n--x--'
    >>> parts(sent, "multipart/form-data; boundary=x")
    [BodyPart(media_type='text/turtle', text='# nothing')]
    """
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    try:
        form: Message = BytesParser(policy=HTTP).parsebytes(head + content)
    except (RecursionError, ValueError) as error:
        raise _unreadable() from error
    found = form.get_payload()
    if not isinstance(found, list) or form.defects or not 0 < len(found) <= _MOST:
        raise _unreadable()
    return [_part(each) for each in found]


def _part(found: Message | str) -> BodyPart:
    content = None if isinstance(found, str) or found.is_multipart() else found.get_payload(decode=True)
    if isinstance(found, str) or not isinstance(content, bytes):
        raise _unreadable()
    try:
        return BodyPart(found.get_content_type(), content.decode())
    except UnicodeDecodeError:
        raise BadParameter("A part of the form is not UTF-8.", "Send UTF-8.") from None


def _unreadable() -> BadParameter:
    return BadParameter(
        "The form cannot be read.", f"Send 1 to {_MOST} documents as {FORM}, each with its Content-Type."
    )
