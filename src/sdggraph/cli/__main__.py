"""Entry point of `python -m sdggraph.cli`."""

from sdggraph.cli.group import main

main()
