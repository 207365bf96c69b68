"""Every command in the documents works, and prints what the document shows."""

from pathlib import Path

import pytest

from tests.documentation.output import same
from tests.documentation.pages import PAGES, commands
from tests.documentation.shell import run_all

_WITH_COMMANDS = [page for page in PAGES if commands(page)]


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("page", _WITH_COMMANDS, ids=lambda page: page.name)
def test_every_command_works_and_prints_what_is_shown(page: Path, tmp_path: Path) -> None:
    found = commands(page)
    lines = page.read_text(encoding="utf-8").splitlines()
    wrong = []
    for command, ran in zip(found, run_all(found, tmp_path / "machine"), strict=True):
        where = f"{page.name}:{command.line}: {command.text}"
        if ran.status:
            wrong.append(f"{where}\nexit status {ran.status}:\n" + "\n".join(ran.output))
        elif command.output is not None:
            shown = lines[command.output[0] - 1 : command.output[1] - 1]
            if not same(shown, ran.output):
                wrong.append("\n".join([where, "shown:", *shown, "printed:", *ran.output]))
    assert not wrong, "\n\n".join(["'make docs' writes what is printed into the documents", *wrong])
