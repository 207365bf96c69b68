"""One parameter with a set of options gives the same command line as one parameter for each option."""

from typing import Annotated, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from personactl.cli.option_sets import spread

WordArgument = Annotated[str, typer.Argument()]
LoudOption = Annotated[bool, typer.Option("--loud")]
TimesOption = Annotated[int | None, typer.Option("--times")]
LastOption = Annotated[bool, typer.Option("--last")]


class Manner(NamedTuple):
    loud: LoudOption = False
    times: TimesOption = None


QUIETLY = Manner()


def greet(word: WordArgument, manner: Manner = QUIETLY, last: LastOption = False) -> int:
    """Greet."""
    typer.echo(repr((word, manner, last)))
    return 0


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command()(spread(greet))
    return app


def test_the_command_gets_what_was_given_and_what_is_usual(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["hello", "--times", "3"])
    assert done.stdout == "('hello', Manner(loud=False, times=3), False)\n"


def test_help_shows_the_options_in_the_place_of_their_set(app: typer.Typer) -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert "Greet." in shown
    places = [shown.index(option) for option in ("--loud", "--times", "--last")]
    assert places == sorted(places)


def test_a_command_without_sets_stays_as_it_is() -> None:
    def plain(word: WordArgument) -> int:
        return len(word)

    assert spread(plain) is plain
