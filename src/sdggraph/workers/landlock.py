"""Restrict the process to TCP connections to one port (Landlock, Linux 6.7 or newer)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Final

# https://docs.kernel.org/userspace-api/landlock.html; the numbers are the same on all processors
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_PORT_RULE: Final = 2
# number of file access rights in each version of Landlock; later versions have 16
_FILES: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_BIND: Final = 1
_CONNECT: Final = 2
_WITH_PORTS: Final = 4  # the first version with network rules
_NO_NEW_PRIVILEGES: Final = 38  # of prctl(2); without it, the restriction needs a privilege
_LIBRARY: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def only_to(port: int) -> bool:
    """Allow TCP connections to this port only, on any host; forbid opening files and listening on TCP ports.

    Files and sockets that are already open stay open. Returns False, and changes nothing, where the kernel lacks
    support.
    """
    if _LIBRARY is None:
        return False
    version = _LIBRARY.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < _WITH_PORTS:
        return False
    handled = struct.pack("=QQ", (1 << _FILES.get(version, 16)) - 1, _BIND | _CONNECT)
    rules = _LIBRARY.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        return bool(
            _LIBRARY.syscall(_ADD_RULE, rules, _PORT_RULE, struct.pack("=QQ", _CONNECT, port), 0) == 0
            and _LIBRARY.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
            and _LIBRARY.syscall(_RESTRICT_SELF, rules, 0) == 0
        )
    finally:
        os.close(rules)
