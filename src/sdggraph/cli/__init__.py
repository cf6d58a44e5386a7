"""The command line: arguments in, one task, text out, an exit code.

Exit codes: 0 yes or done, 1 the answer is no, 2 could not.
"""

from sdggraph.cli.group import cli, main

__all__ = ["cli", "main"]
