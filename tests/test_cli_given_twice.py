"""An option that takes one value is given once: of two values none counts in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import Result

from sdggraph.cli.group import COMMANDS, Command, cli
from sdggraph.errors import BadParameter

_OWN = {"expires": "30d", "allow_service": "https://example.org/sparql"}  # options with a form of their own
Run = Callable[..., Result]


PARENT = click.Context(cli, info_name="sdggraph", **cli.context_settings)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line, and each of those inside `token`."""
    for name in COMMANDS:
        command = cli.get_command(PARENT, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in command.commands.items())
        else:
            yield name, command


EVERY = list(commands())
OPTIONS = [
    pytest.param(command, option, id=f"{name} {option.opts[0]}")
    for name, command in EVERY
    for option in command.params
    if isinstance(option, click.Option) and not option.is_flag
]


def value_for(parameter: click.Parameter) -> str:
    """A value that the parameter takes."""
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if parameter.name in _OWN:
        return _OWN[parameter.name]
    numbers = (click.types.FloatParamType, click.types.IntParamType, click.types.IntRange, click.types.FloatRange)
    return "50" if isinstance(kind, numbers) else "1"


def test_each_command_is_one_that_refuses() -> None:
    assert all(isinstance(command, Command) for _, command in EVERY)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_an_option_given_twice_is_refused_unless_it_takes_several(command: Command, option: click.Option) -> None:
    given = [value_for(each) for each in command.params if isinstance(each, click.Argument) and each.required]
    words = [option.opts[-1], value_for(option)] * 2
    if option.multiple:
        given += [] if command.name != "suggest-all" else ["-o", "suggestions.csv"]
        command.make_context("it", [*given, *words], parent=PARENT)
        return
    with pytest.raises(BadParameter, match=f"{max(option.opts, key=len)} is given 2 times"):
        command.make_context("it", [*given, *words], parent=PARENT)


@pytest.mark.parametrize(
    "words",
    [
        ("centres", "--country", "CHN", "--country", "KOR"),
        ("centres", "--region=Africa", "--region=Africa"),
        ("export", "-o", "one.ttl", "--output", "two.ttl"),
        ("suggest-partners", "HIST", "--weights", "theme=1", "--by", "theme", "--weights", "region=1"),
        ("network", "--format", "json", "--format", "csv"),
        ("token", "create", "desk", "--scope", "graph", "--scope", "organisation:HIST"),
        ("query", "centres-in-region", "--region", "Africa", "--region", "Arab States"),
        ("query", "centres-in-region", "--region=Africa", "--param", "region=Arab States"),
        ("query", "centres-in-region", "--format", "csv", "--format", "json"),
    ],
)
def test_two_values_are_refused_in_two_lines(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    problem, remedy = done.stderr.splitlines()
    assert "and it takes one value" in problem
    assert remedy.startswith("Give --")
    assert not done.stdout


def test_a_flag_may_stand_twice_and_help_is_shown_whatever_stands_before_it(run: Run) -> None:
    assert run("show", "HIST", "--evidence", "--evidence").exit_code == 0
    assert run("centres", "--country", "CHN", "--country", "KOR", "--help").exit_code == 0


def test_an_option_for_several_takes_them(run: Run) -> None:
    assert run("suggest-partners", "HIST", "--exclude", "IRCK", "--exclude", "ICTP").exit_code == 0
