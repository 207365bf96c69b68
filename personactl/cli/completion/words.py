"""Completes the last word of a command line: commands, options, and values of options and arguments.

The words that the shell splits are read as the parser reads them: an option with a value takes the next word, `--`
ends the options, and the other words are arguments.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from personactl.cli.completion.description import Description, Parameter, read_description

_DIRECTORY = Parameter(
    "directory", ["-C", "--directory"], takes_value=True, repeatable=True, choices=[], text="Run as if started in DIR."
)
_VERSION = Parameter(
    "version", ["--version"], takes_value=False, repeatable=False, choices=[], text="Print the version and exit."
)
_HELP = Parameter("help", ["--help", "-h"], takes_value=False, repeatable=False, choices=[], text="Show the help.")


class Candidate(NamedTuple):
    """A word that fits, and a few words about it; they may be empty."""

    word: str
    text: str = ""


def candidates(words: Sequence[str], incomplete: str) -> list[Candidate]:
    """Return what the last word can become.

    words: the words before it, without the program's name.
    incomplete: the beginning of the last word, which may be empty.
    """
    known = read_description()
    path = ""
    read = _Reader((_DIRECTORY, _VERSION, _HELP))
    for word in words:
        deeper = _deeper(known, path, word) if read.waiting is None else None
        if deeper is not None:
            path = deeper
            read = _Reader((*known.parameters.get(path, (_DIRECTORY,)), _HELP), read.folders)
        else:
            read.take(word)
    if path not in known.parameters and not incomplete.startswith("-") and read.waiting is None:
        named = _commands(known, path) if not read.arguments else ()
        return [one for one in named if one.word.startswith(incomplete)]
    with contextlib.ExitStack() as changes:
        for folder in read.folders:
            changes.enter_context(contextlib.chdir(os.path.expanduser(folder)))  # noqa: PTH111 - keeps an empty name
        return list(_of_command(path, read, incomplete))


def _deeper(known: Description, path: str, word: str) -> str | None:
    """Return the command or group that `word` names below `path`; None if it names none."""
    longer = f"{path} {word}".strip()
    return longer if path not in known.parameters and (longer in known.parameters or longer in known.groups) else None


def _commands(known: Description, path: str) -> list[Candidate]:
    if path:
        return [Candidate(name) for name in known.groups[path]]
    return [Candidate(name, text) for name, text in known.summaries.items()]


def _of_command(path: str, read: "_Reader", incomplete: str) -> Iterator[Candidate]:
    if read.waiting is not None:
        yield from _values(path, read.waiting, incomplete, read)
    elif incomplete.startswith("--") and "=" in incomplete and not read.options_ended:
        name, _, begun = incomplete.partition("=")
        option = read.by_name.get(name)
        if option is not None:
            yield from (Candidate(f"{name}={one.word}", one.text) for one in _values(path, option, begun, read))
    elif incomplete.startswith("-") and not read.options_ended:
        yield from _options(read, incomplete)
    else:
        argument = read.next_argument()
        if argument is not None:
            yield from _values(path, argument, incomplete, read)


class _Reader:
    """The command line so far.

    parameters: what the command takes.
    by_name: its options by what the user types.
    waiting: the option that the next word is the value of.
    given: the values of options by the parameter's name.
    arguments: the other words.
    folders: the values of -C, which add up.
    options_ended: whether `--` was typed.
    """

    def __init__(self, parameters: Sequence[Parameter], folders: Sequence[str] = ()) -> None:
        self.parameters = parameters
        self.by_name = {name: one for one in parameters for name in one.options}
        self._declared = [one for one in parameters if not one.options]
        self.waiting: Parameter | None = None
        self.options_ended = False
        self.given: dict[str, str] = {}
        self.arguments: list[str] = []
        self.folders = list(folders)

    def take(self, word: str) -> None:
        """Read one whole word."""
        if self.waiting is not None:
            self._give(self.waiting, word)
            self.waiting = None
        elif self.options_ended or not word.startswith("-") or word == "-":
            self.arguments.append(word)
        elif word == "--":
            self.options_ended = True
        else:
            self._take_option(word)

    def _take_option(self, word: str) -> None:
        name, equals, value = word.partition("=")
        if not word.startswith("--") and len(word) > len("-C"):
            name, equals, value = word[:2], "", word[2:]
        option = self.by_name.get(name)
        if option is None:
            return
        if equals or value or not option.takes_value:
            self._give(option, value)
        else:
            self.waiting = option

    def _give(self, option: Parameter, value: str) -> None:
        self.given[option.name] = value
        if option.name == _DIRECTORY.name:
            self.folders.append(value)

    def next_argument(self) -> Parameter | None:
        """Return the argument that the next word is for, if there is one."""
        if len(self.arguments) < len(self._declared):
            return self._declared[len(self.arguments)]
        last = self._declared[-1] if self._declared else None
        return last if last is not None and last.repeatable else None


def _options(read: _Reader, incomplete: str) -> Iterator[Candidate]:
    for one in read.parameters:
        if one.name in read.given and not one.repeatable:
            continue
        for name in one.options:
            if name.startswith(incomplete) and (len(name) > len("-C") or name == incomplete or len(one.options) == 1):
                yield Candidate(name, one.text)


def _values(path: str, parameter: Parameter, incomplete: str, read: _Reader) -> Iterator[Candidate]:
    if parameter.choices:
        found: Iterable[tuple[str, str]] = [(one, "") for one in parameter.choices]
    else:
        from personactl.cli.completion.parameter_values import Place, values

        found = values(Place(path, parameter.name, incomplete, tuple(read.arguments), read.given.get("profile")))
    return (Candidate(word, text) for word, text in found if word.startswith(incomplete))
