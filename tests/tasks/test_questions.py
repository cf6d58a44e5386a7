"""What can be asked is said once: the command line, the API and the library agree with the records."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import Result

import sdggraph
from sdggraph import tasks
from sdggraph.analysis.partners import MODES
from sdggraph.cli.group import cli
from sdggraph.errors import BadParameter
from sdggraph.tasks import Source, questions
from sdggraph.tasks.options import completed, options
from sdggraph.web.api import parameters

COMMANDS = {
    "suggest-partners": (questions.PartnersQuestion,),
    "suggest-all": (questions.PartnersQuestion,),
    "explain": (questions.MeasureQuestion,),
    "coverage": (questions.CoverageQuestion,),
    "gaps": (questions.GapsQuestion, questions.PartGapsQuestion),
    "meet": (questions.MeetQuestion,),
    "network": (questions.NetworkQuestion,),
    "path": (questions.ScopeQuestion,),
    "centres": (questions.CentresQuestion,),
    "events": (questions.EventsQuestion,),
    "publish": (questions.PublishQuestion,),
}
OPERATIONS = {
    parameters.Partners: questions.PartnersQuestion,
    parameters.Explained: questions.MeasureQuestion,
    parameters.Coverage: questions.CoverageQuestion,
    parameters.Gaps: questions.GapsQuestion,
    parameters.PartGaps: questions.PartGapsQuestion,
    parameters.Meet: questions.MeetQuestion,
    parameters.Network: questions.NetworkQuestion,
    parameters.Changes: questions.NetworkQuestion,
    parameters.Chain: questions.ScopeQuestion,
    parameters.Centres: questions.CentresQuestion,
}
METHODS = {
    "suggest_partners": questions.PartnersQuestion,
    "explain": questions.MeasureQuestion,
    "coverage": questions.CoverageQuestion,
    "gaps": questions.GapsQuestion,
    "path": questions.ScopeQuestion,
    "meet": questions.MeetQuestion,
    "centres": questions.CentresQuestion,
    "publish": questions.PublishQuestion,
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_options_of_its_records(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    held = {each.name: each for each in command.params}
    for question in COMMANDS[name]:
        for field, option in options(question).items():
            assert field in held, field
            kind = held[field].type
            if option.choices is not None:
                assert isinstance(kind, click.Choice)
                assert list(kind.choices) == list(option.choices())


@pytest.mark.parametrize("shape", OPERATIONS)
def test_an_operation_has_the_parameters_of_its_record(shape: Any) -> None:
    question = OPERATIONS[shape]
    for name, option in options(question).items():
        field = shape.model_fields[name]
        assert field.default == option.default or name == "limit"
        if option.choices is not None:
            assert get_args(field.annotation) == tuple(option.choices())
    assert shape.model_config["extra"] == "forbid"
    assert shape.__doc__


@pytest.mark.parametrize("name", METHODS)
def test_a_method_of_the_library_has_the_keywords_of_its_record(name: str) -> None:
    signature = inspect.signature(getattr(sdggraph.Graph, name))
    keywords = {each.name: each.default for each in signature.parameters.values() if each.kind is each.KEYWORD_ONLY}
    assert keywords == {field: option.default for field, option in options(METHODS[name]).items()}


def test_the_list_of_modes_stands_in_one_place() -> None:
    """South-South is in no other list, so its name marks one."""
    source = Path(sdggraph.__file__).parent
    held = [file for file in source.rglob("*.py") if re.search(r'"network",\s*"south-south"', file.read_text("utf-8"))]
    assert held == []
    assert list(options(questions.MeasureQuestion)["by"].choices()) == list(MODES)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda source: tasks.suggest_partners(source, "HIST", by="themes"), "Did you mean theme?"),
        (lambda source: tasks.suggest_partners(source, "HIST", limit=0), "A limit of 0 is too small."),
        (lambda source: tasks.suggest_partners(source, "HIST", limit="5"), "is not a whole number"),  # type: ignore[arg-type]
        (lambda source: tasks.suggest_partners(source, "HIST", limit=True), "is not a whole number"),
        (lambda source: tasks.suggest_partners(source, "HIST", weights="theme=1e308,region=1e308"), "is not allowed"),
        (lambda source: tasks.suggest_partners(source, "HIST", weights={"theme": float("nan")}), "is not allowed"),
        (lambda source: tasks.suggest_partners(source, "HIST", weights="theme"), "is not a weight"),
        (lambda source: tasks.explain(source, "HIST", "ICTP", as_of="2016-13"), "is not a date"),
        (lambda source: tasks.coverage(source, level="goals"), "Did you mean goal?"),
        (lambda source: tasks.coverage(source, basis="x"), "There is no basis 'x'."),
        (lambda source: tasks.gaps(source, "HIST", neighbours=0), "A number of neighbours of 0 is too small."),
        (lambda source: tasks.network_gaps(source, region="Africa", level="x"), "There is no level 'x'."),
        (lambda source: tasks.network(source, as_of="soon"), "is not a date"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_a_remedy(
    source: Source, ask: Callable[[Source], object], said: str
) -> None:
    with pytest.raises(BadParameter) as told:
        ask(source)
    assert said in str(told.value)
    assert told.value.remedy


def test_an_option_that_a_task_does_not_have_is_no_option_in_silence(source: Source) -> None:
    with pytest.raises(TypeError, match="'limits'"):
        tasks.suggest_partners(source, "HIST", limits=5)  # type: ignore[call-arg]


def test_nothing_means_the_default_where_it_means_nothing_else() -> None:
    asked = completed(questions.PartnersQuestion, {"by": None, "limit": None, "include_current": None})
    assert (asked["by"], asked["limit"], asked["include_current"]) == ("blend", None, False)


def test_weights_are_read_the_same_as_text_and_as_numbers(source: Source) -> None:
    found = [
        tasks.suggest_partners(source, "HIST", weights=weights).found
        for weights in ("theme=2, region=0.5", {"theme": 2, "region": 0.5})
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("words", [("--weights", "theme=1e308,region=1e308"), ("--weights", "theme=1e400")])
def test_a_number_at_the_edge_is_refused_on_the_command_line(run: Callable[..., Result], words: tuple[str]) -> None:
    done = run("suggest-partners", "HIST", *words)
    assert done.exit_code == 2
    assert "weight" in done.output
    assert not isinstance(done.exception, OverflowError)
