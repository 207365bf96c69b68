"""`personactl completion`: print what a shell reads to complete this program's command lines."""

from enum import StrEnum
from typing import Annotated

import typer


class Shell(StrEnum):
    """The shells that have a script."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


ShellArgument = Annotated[Shell, typer.Argument(help="The shell that reads the script.")]


def completion(shell: ShellArgument) -> int:
    """Print a script that completes commands, options, personas, profiles, runs, and names that were shown before.

    Ids of sessions and names of avatars, voices and LLMs are known after a command has shown them once, for example
    'session list' or 'avatar list': completion sends no requests.

    \b
    Examples:
      eval "$(personactl completion bash)"    # in ~/.bashrc
      eval "$(personactl completion zsh)"     # in ~/.zshrc, after compinit
      personactl completion fish > ~/.config/fish/completions/personactl.fish
    """
    from importlib.resources import files

    from personactl.cli.terminal.output import Output

    script = files("personactl.cli.completion").joinpath("scripts", f"personactl.{shell.value}")
    Output().document(script.read_text(encoding="utf-8"))
    return 0
