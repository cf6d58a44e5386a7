"""Media types of published files."""

from __future__ import annotations

from typing import Final

from sdggraph.publish.site.site import File

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def media_type(file: File) -> str:
    """The media type without parameters."""
    return file.media_type.partition(";")[0].strip()
