"""A server of ours that waits long for last requests, so that a busy machine does not decide a test."""

from __future__ import annotations

from sdggraph.cli import main
from sdggraph.web.http import connection_limits

if __name__ == "__main__":
    connection_limits.LAST_SECONDS = 8.0  # type: ignore[misc]  # below the time that the shutdown has as a whole
    main()
