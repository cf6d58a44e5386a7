"""The command line: each command reads its arguments, calls one task, prints text, and sets an exit code.

Exit codes: 0 for yes or done, 1 for no, 2 for an error.
"""

from sdggraph.cli.group import cli, main

__all__ = ["cli", "main"]
