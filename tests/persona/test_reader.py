"""Reading many personas: several processes give the same resources and errors as one."""

from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.persona.read.project_resources import project_resources
from personactl.persona.read.reader import Reader
from personactl.persona.resource_files import ResourceFiles
from tests.project_reading import read_resources

_MANY = 100
_TOOL = "type: CLIENT\nname: open_calendar\ndescription: Open the calendar on the page of the caller\n"
_PERSONA = """\
name: Cara {number}
avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18
voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b
systemPrompt: You are Cara, number {number}.
tools: [open_calendar]
"""


@pytest.fixture
def files(tmp_path: Path) -> ResourceFiles:
    folder = tmp_path / "personas"
    folder.mkdir()
    (tmp_path / "tools").mkdir()
    tool = tmp_path / "tools" / "calendar.yaml"
    tool.write_text(_TOOL)
    personas = {f"cara-{number:03}": folder / f"cara-{number:03}.yaml" for number in range(_MANY)}
    for number, path in enumerate(personas.values()):
        path.write_text(_PERSONA.format(number=number))
    return {"persona": personas, "tool": {"calendar": tool}}


@pytest.mark.processes
def test_two_processes_read_the_same_as_one(files: ResourceFiles, tmp_path: Path) -> None:
    assert read_resources(files, tmp_path, processes=2) == read_resources(files, tmp_path)


@pytest.mark.processes
def test_two_processes_raise_the_same_error_as_one(files: ResourceFiles, tmp_path: Path) -> None:
    files["persona"]["cara-070"].write_text("name: [")
    with pytest.raises(UsageError) as one:
        read_resources(files, tmp_path)
    with pytest.raises(UsageError) as two:
        read_resources(files, tmp_path, processes=2)
    assert str(two.value) == str(one.value)
    assert two.value.where == one.value.where


def test_personas_that_were_read_elsewhere_are_not_read_again(files: ResourceFiles, tmp_path: Path) -> None:
    reader = Reader(files, tmp_path)
    assert reader.unread_personas() == list(files["persona"].values())
    reader.add_personas({path: reader.persona_reader(path) for path in reader.unread_personas()[:60]})
    for path in list(files["persona"].values())[:60]:
        path.unlink()
    assert reader.unread_personas() == list(files["persona"].values())[60:]
    assert [one.name for one in project_resources(reader)[1:]] == [f"Cara {number}" for number in range(_MANY)]


def test_a_persona_that_could_not_be_read_elsewhere_raises_its_error(files: ResourceFiles, tmp_path: Path) -> None:
    files["persona"]["cara-070"].write_text("name: [")
    reader = Reader(files, tmp_path)
    reader.add_personas({path: reader.persona_reader(path) for path in reader.unread_personas()})
    with pytest.raises(UsageError) as refused:
        project_resources(reader)
    assert "cara-070.yaml:1:8" in refused.value.where
