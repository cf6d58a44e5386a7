"""Leaving a process one way out: a port that it may call, where Linux can see to that (Landlock, from 6.7 on)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Final

# https://docs.kernel.org/userspace-api/landlock.html; the numbers are the same for all processors
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_PORT_RULE: Final = 2
_FILES: Final = {1: 13, 2: 14, 3: 15, 4: 15}  # ways to reach a file that a version knows; later ones: 16
_BIND: Final = 1
_CONNECT: Final = 2
_WITH_PORTS: Final = 4  # the version that knows of ports
_NO_NEW_PRIVILEGES: Final = 38  # of prctl(2), without which it needs a privilege
_LIBRARY: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def only_to(port: int) -> bool:
    """From here on this process opens no file, listens at no TCP port and calls no other one than this, on any host.

    What is open stays so. False where the system cannot see to it; then nothing has changed.
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
