"""Media types of published files."""

from __future__ import annotations

from sdggraph.publish.site.site import File


def media_type(file: File) -> str:
    """Return the media type without parameters."""
    return file.media_type.partition(";")[0].strip()
