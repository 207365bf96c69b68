"""Hints name commands that go to the target of the run that gives the hint."""

import shlex

import pytest

from personactl.cli.app import COMMANDS
from personactl.command_hint import command_hint


def test_the_profile_of_the_run_is_named() -> None:
    assert command_hint("pull", "cara", profile="staging") == "personactl pull cara --profile staging"
    assert command_hint("session list", profile="local") == "personactl session list --profile local"


def test_an_unknown_target_is_left_out() -> None:
    assert command_hint("push", profile=None) == "personactl push"


@pytest.mark.parametrize("text", ["Front desk", "it's", "a;b", "$HOME"])
def test_a_shell_reads_every_argument_as_it_was(text: str) -> None:
    assert shlex.split(command_hint("pull", text, profile=text)) == ["personactl", "pull", text, "--profile", text]


def test_the_commands_that_hints_name_exist() -> None:
    known = {f"{group} {name}".strip() for group, name, _ in COMMANDS}
    assert {"push", "pull", "diff", "status", "session transcript", "session list", "token", "talk"} <= known
