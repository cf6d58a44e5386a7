"""Several documents sent as one form (RFC 7578), as the Graph Store Protocol allows (section 5.5).

The form is parsed while it arrives, so that one beyond the limits is refused at once.
"""

from __future__ import annotations

import binascii
import logging
import quopri
from typing import Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

from sdggraph.errors import BadParameter
from sdggraph.web.http.content_type import media_type_of, parameter_of
from sdggraph.web.http.request_body import Decoder

FORM: Final = "multipart/form-data"
_MOST: Final = 100  # documents of one form, at most
_FIELDS: Final = 16  # header fields of one document, at most
_FIELD_BYTES: Final = 4096  # bytes of one header field, at most

# any client can provoke its warnings, and they would fill the log
logging.getLogger("python_multipart").setLevel(logging.ERROR)


class BodyPart(NamedTuple):
    """One document of a form."""

    media_type: str
    text: str


class Form:
    r"""Parses a form piece by piece. Each method raises BadParameter for a malformed form, or one beyond the limits.

    >>> form = Form("multipart/form-data; boundary=x")
    >>> form.feed(b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/turtle\r\n')
    >>> form.feed(b'\r\n# nothing\r\n--x--'); form.parts()
    [BodyPart(media_type='text/turtle', text='# nothing')]
    """

    def __init__(self, content_type: str) -> None:
        boundary = parameter_of(content_type, "boundary")
        if not boundary:
            raise _unreadable()
        self._parts: list[_Open] = []
        self._name, self._value = b"", b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary.encode("latin-1"),
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._take_name,
                    "on_header_value": self._take_value,
                    "on_header_end": self._take_field,
                    "on_part_data": self._take_data,
                    "on_end": self._end,
                },
                max_header_count=_FIELDS,
                max_header_size=_FIELD_BYTES,
            )
        except FormParserError as error:
            raise _unreadable() from error

    def feed(self, piece: bytes) -> None:
        """Parse a piece of the form."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise _unreadable() from error

    def parts(self) -> list[BodyPart]:
        """Return the documents of the complete form, at least one."""
        if not self._ended or not self._parts:
            raise _unreadable()
        return [each.part() for each in self._parts]

    def _begin(self) -> None:
        if len(self._parts) == _MOST:
            raise BadParameter(f"The form holds more than {_MOST} documents.", "Send them in several forms.")
        self._parts.append(_Open())

    def _take_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _take_field(self) -> None:
        self._parts[-1].fields[self._name.lower()] = self._value.decode("latin-1")
        self._name, self._value = b"", b""

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        self._parts[-1].content += data[start:end]

    def _end(self) -> None:
        self._ended = True


class _Open:
    """A document that is still being read."""

    def __init__(self) -> None:
        self.fields: dict[bytes, str] = {}
        self.content = bytearray()

    def part(self) -> BodyPart:
        """Return the document as text."""
        media_type = media_type_of(self.fields.get(b"content-type", "text/plain"))
        if media_type.startswith("multipart/"):
            raise _unreadable()
        decoder = Decoder("a part of the form")
        decoder.feed(self._plain())
        return BodyPart(media_type, decoder.text())

    def _plain(self) -> bytes:
        """Decode the transfer encoding (base64, quoted-printable) that old clients use."""
        encoding = self.fields.get(b"content-transfer-encoding", "binary").strip().lower()
        try:
            if encoding == "base64":
                return binascii.a2b_base64(self.content)
        except binascii.Error as error:
            raise _unreadable() from error
        if encoding == "quoted-printable":
            return quopri.decodestring(bytes(self.content))
        if encoding not in ("7bit", "8bit", "binary"):
            raise _unreadable()
        return bytes(self.content)


def _unreadable() -> BadParameter:
    return BadParameter(
        "The form cannot be read.", f"Send 1 to {_MOST} documents as {FORM}, each with its Content-Type."
    )
