"""File names that are valid on every system."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
# Windows reserves these names, whatever their ending
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def file_name(code: str) -> str:
    """Return the code if it is plain ASCII, else its plain characters and a hash; different codes get different names.

    >>> file_name("i-WSSM"), file_name("中国/1"), file_name("con")
    ('i-WSSM', '1-70d983f6', 'con-d1d8ab24')
    """
    if _PLAIN.fullmatch(code) and not _DEVICE.fullmatch(code):
        return code
    left = re.sub(r"[^A-Za-z0-9]+", "-", code).strip("-")[:60]
    digest = hashlib.blake2b(code.encode(), digest_size=4).hexdigest()
    return f"{left}-{digest}" if left else digest
