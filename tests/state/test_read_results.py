"""Cached resources are used as long as reading the files would give the same."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.persona.project_resource import LazyFields, Resource
from personactl.persona.read.cached_resources import LONG_TEXT_LENGTH
from personactl.state.project import Project
from personactl.state.read_results import open_read_cache
from personactl.state.selection import select
from personactl.sync.values.desired import desired
from personactl.sync.values.field_paths import fingerprint
from tests.project_reading import read_resources

_PROMPT = "You are Cara, who looks after the lamps. " * 9
_GREET = "{type: client, name: greet, description: Waves at the guest who came in.}"
_CARA = f"""\
name: Cara
avatar: Cara
voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b
voiceDetectionOptions: {{endOfSpeechSensitivity: 0.5}}
systemPromptFile: prompts/cara.md
tools: [{_GREET}, end_call]
profiles: {{staging: {{name: Cara there}}}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {"cara.yaml": _CARA, "bob.yaml": _CARA, "prompts/cara.md": _PROMPT}.items():
        (tmp_path / "personas" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "personas" / name).write_text(text, encoding="utf-8")
        os.utime(tmp_path / "personas" / name, (1, 1))
    return tmp_path


@pytest.fixture
def read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Resource]]:
    cache = tmp_path_factory.mktemp("cache")

    def read_all(profile: str = "local", *only: str) -> dict[str, Resource]:
        selection = select(Project(root, root / "personas"), only or ())
        with open_read_cache(cache, root, profile, 10**18) as kept:
            resources = read_resources(selection.files, root, profile, selection.selected, kept.results)
        return {str(resource.address): resource for resource in resources}

    return read_all


Read = Callable[..., dict[str, Resource]]


def _is_late(resource: Resource) -> bool:
    return isinstance(resource.fields, LazyFields)


def test_what_comes_from_last_time_is_what_the_files_say(read: Read) -> None:
    first, again = read(), read()

    assert not _is_late(first["persona cara"])
    assert _is_late(again["persona cara"])
    assert list(again) == list(first) == ["tool bob.greet", "persona bob", "persona cara"]
    for name, resource in first.items():
        assert (again[name].needs, again[name].unresolved) == (resource.needs, resource.unresolved)
        assert list(again[name].fields.items()) == list(resource.fields.items())
    assert again["persona cara"].fields["systemPrompt"] == _PROMPT.rstrip()


def test_a_late_text_has_the_fingerprint_that_the_lock_remembers(read: Read) -> None:
    pins = {"avatarId: Cara": "30fa96d0-26c4-4e55-94a0-517025942e18", "toolIds: end_call": "t"}
    first, again = (desired(read()["persona cara"], "cara.yaml", pins) for _ in range(2))

    assert isinstance(again.leaves, LazyFields)
    assert again.fingerprints == first.fingerprints
    assert again.fingerprints["systemPrompt"] == fingerprint("systemPrompt", _PROMPT.rstrip())
    assert list(again.leaves.items()) == list(first.leaves.items())


@pytest.mark.parametrize("name", ["cara.yaml", "prompts/cara.md"])
def test_a_changed_file_is_read_anew(read: Read, root: Path, name: str) -> None:
    read()
    path = root / "personas" / name
    path.write_text(path.read_text().replace("Cara", "Zara"))

    found = read()["persona cara"]
    assert not _is_late(found)
    assert "Zara" in str(dict(found.fields))


def test_another_profile_is_another_result(read: Read) -> None:
    read()
    assert read("staging")["persona cara"].name == "Cara there"
    assert read()["persona cara"].name == "Cara"


def test_a_tool_that_comes_is_noticed(read: Read, root: Path) -> None:
    assert read()["persona cara"].unresolved["toolIds"] == ("end_call",)
    (root / "tools").mkdir()
    (root / "tools" / "ending.yaml").write_text("type: CLIENT\nname: end_call\ndescription: Ends it all, politely.\n")

    assert "toolIds" not in read()["persona cara"].unresolved
    assert "toolIds" not in read()["persona cara"].unresolved


def test_a_choice_looks_at_others_as_they_were(read: Read, root: Path) -> None:
    read()
    bob = root / "personas" / "bob.yaml"
    bob.write_text(bob.read_text().replace("greet", "wave"))

    assert list(read("local", "cara")) == ["tool cara.greet", "persona cara"]


def test_a_text_that_changes_while_a_run_goes_on_is_refused(read: Read, root: Path) -> None:
    read()
    late = read()["persona cara"]
    (root / "personas" / "prompts" / "cara.md").write_text("You are Zara. " * LONG_TEXT_LENGTH)

    with pytest.raises(UsageError, match="systemPrompt has changed while personactl was running"):
        late.fields["systemPrompt"]


def test_a_file_with_a_problem_is_never_remembered(read: Read, root: Path) -> None:
    (root / "personas" / "bob.yaml").write_text("name: [")
    for _ in range(2):
        with pytest.raises(UsageError, match="a value is missing here"):
            read()


def test_a_damaged_cache_is_ignored(root: Path) -> None:
    selection = select(Project(root, root / "personas"))
    with open_read_cache(None, root, "local", 10**18) as kept:
        assert kept.results is not None
        assert len(read_resources(selection.files, root, "local", None, kept.results)) == 3
