"""A hint names a command that a user can copy, and that goes to the target of the run that gave the hint."""

import shlex

import pytest

from personactl.cli.command_tree import COMMANDS
from personactl.command_hint import command_hint


@pytest.mark.parametrize(
    ("command", "arguments", "profile", "text"),
    [
        ("push", ("--only", "tool/hours"), "staging", "personactl push --only tool/hours --profile staging"),
        ("avatar list", (), "env", "personactl avatar list --profile env"),
        ("pull", ("--all", "--dry-run"), "local", "personactl pull --all --dry-run --profile local"),
        ("diff", ("--output", "plan.json"), None, "personactl diff --output plan.json"),
    ],
)
def test_it_carries_the_profile_if_the_target_is_known(
    command: str, arguments: tuple[str, ...], profile: str | None, text: str
) -> None:
    assert command_hint(command, *arguments, profile=profile) == text


def test_a_shell_reads_the_arguments_back() -> None:
    text = command_hint("push", "--only", "Front desk; rm -rf", profile="it's mine")
    assert shlex.split(text) == ["personactl", "push", "--only", "Front desk; rm -rf", "--profile", "it's mine"]


def test_the_commands_that_hints_name_exist() -> None:
    known = {f"{group} {name}".strip() for group, name, _ in COMMANDS}
    assert {"push", "pull", "diff", "status", "session list", "session transcript", "talk", "token"} <= known
