"""The resources of a project's files."""

import hashlib
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.persona.project_resource import Address, Resource, SecretSource
from personactl.state.project import find_project
from personactl.state.selection import select
from tests.project_reading import read_resources

_WHO = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_GREET = "{type: client, name: greet, description: Waves at the guest who came in.}"
_URL = "https://shop.invalid/book"
_BOOK = f"""\
type: SERVER_WEBHOOK
name: book_table
description: Books a table for tonight.
config: {{method: POST, url: {_URL}}}
"""
_OWN = f"displayName: Ours\nllmFormat: openai\nmodelName: small\nurls: [{{url: {_URL}}}]\nsecret: {{env: OURS_KEY}}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _write(tmp_path, {"personactl.yaml": ""})
    return tmp_path


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _read(root: Path, *only: str, profile: str | None = None) -> dict[str, Resource]:
    selection = select(find_project(root), only or ())
    resources = read_resources(selection.files, root, profile, selection.selected)
    return {str(resource.address): resource for resource in resources}


def _refusal(root: Path, *only: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        _read(root, *only)
    return caught.value


def test_a_resource_comes_after_the_resources_that_it_needs(root: Path) -> None:
    persona = f"{_WHO}llm: ours\nknowledge: [faq]\ntools: [book, {_GREET}]\n"
    group = "name: FAQ\ndescription: What guests ask.\ndocuments: [faq/*]\n"
    _write(root, {"personas/cara.yaml": persona, "personas/bob.yaml": _WHO, "tools/book.yaml": _BOOK})
    _write(root, {"knowledge/faq.yaml": group, "knowledge/faq/b.md": "B", "knowledge/faq/a.md": "A"})
    _write(root, {"llms/ours.yaml": _OWN})

    found = _read(root)
    assert list(found) == [
        "llm ours",
        "knowledge faq",
        "document faq/a.md",
        "document faq/b.md",
        "tool book",
        "tool cara.greet",
        "tool knowledge.faq",
        "persona bob",
        "persona cara",
    ]
    cara = found["persona cara"]
    needed = [Address("tool", key) for key in ("book", "cara.greet", "knowledge.faq")]
    assert cara.needs == (Address("llm", "ours"), *needed)
    assert cara.fields["llmId"] == "personactl:llm/ours"
    assert cara.unresolved == {"avatarId": "Cara", "voiceId": "Lucy"}


def test_a_document_has_its_group_and_the_digest_of_its_content(root: Path) -> None:
    _write(root, {"knowledge/faq.yaml": "name: FAQ\ndocuments: [hours.md]\n", "knowledge/hours.md": "Nine to five."})

    document = _read(root)["document faq/hours.md"]
    assert document.fields == {"knowledgeFolderId": "personactl:knowledge/faq", "filename": "hours.md"}
    assert document.upload is not None
    assert document.upload.path == root / "knowledge" / "hours.md"
    assert (document.upload.size, document.upload.sha256) == (13, hashlib.sha256(b"Nine to five.").hexdigest())


def test_the_file_of_a_group_is_not_one_of_its_documents(root: Path) -> None:
    _write(root, {"knowledge/faq.yaml": "name: FAQ\ndocuments: ['*']\n", "knowledge/hours.md": "Nine to five."})

    assert list(_read(root)) == ["knowledge faq", "document faq/hours.md"]


def test_all_personas_share_the_tool_that_searches_a_group(root: Path) -> None:
    user = f"{_WHO}knowledge: [store-faq]\n"
    _write(root, {"personas/cara.yaml": user, "personas/bob.yaml": user, "knowledge/unused.yaml": "name: Unused\n"})
    _write(root, {"knowledge/store-faq.yaml": "name: Store\ndescription: What guests ask.\n"})

    found = _read(root)
    assert [name for name in found if name.startswith("tool")] == ["tool knowledge.store-faq"]
    assert found["tool knowledge.store-faq"].fields == {
        "name": "search_store_faq",
        "description": "What guests ask.",
        "type": "SERVER_RAG",
        "config": {"documentFolderIds": ["personactl:knowledge/store-faq"]},
    }
    assert found["persona bob"].fields["toolIds"] == found["persona cara"].fields["toolIds"]


def test_a_tool_may_name_knowledge_and_be_named_by_its_name(root: Path) -> None:
    search = "type: SERVER_RAG\nname: look_up\ndescription: Looks it up.\nconfig: {knowledge: [faq]}\n"
    _write(root, {"tools/search.yaml": search, "knowledge/faq.yaml": "name: FAQ\n"})
    _write(root, {"personas/cara.yaml": f"{_WHO}tools: [look_up]\n"})

    found = _read(root)
    assert found["tool search"].fields["config"] == {"documentFolderIds": ["personactl:knowledge/faq"]}
    assert found["persona cara"].needs == (Address("tool", "search"),)


def test_the_secret_of_an_llm_is_not_read(root: Path) -> None:
    _write(root, {"llms/ours.yaml": f"{_OWN}profiles: {{staging: {{secret: {{keyring: ours-staging}}}}}}\n"})

    own = _read(root)["llm ours"]
    assert own.name == "Ours"
    assert own.secret == SecretSource("env", "OURS_KEY")
    assert list(own.fields) == ["displayName", "llmFormat", "modelName", "urls"]
    assert _read(root, profile="staging")["llm ours"].secret == SecretSource("keyring", "ours-staging")


def test_components_may_extend_files_and_have_profiles(root: Path) -> None:
    base = "type: SERVER_WEBHOOK\nconfig: {method: POST, headers: {X-Shop: lamp}}\n"
    tool = f"extends: _hook.yaml\nname: book\ndescription: Books.\nconfig: {{url: {_URL}}}\n"
    staging = "profiles: {staging: {config: {url: https://staging.invalid}}}\n"
    _write(root, {"tools/_hook.yaml": base, "tools/book.yaml": tool + staging})

    config = {"url": _URL, "method": "POST", "headers": {"X-Shop": "lamp"}}
    assert _read(root)["tool book"].fields["config"] == config
    assert _read(root, profile="staging")["tool book"].fields["config"] == {**config, "url": "https://staging.invalid"}


def test_equal_inline_tools_are_one_tool_of_the_first_persona(root: Path) -> None:
    definer = f"{_WHO}tools: [{_GREET}]\n"
    _write(root, {"personas/cara.yaml": definer, "personas/bob.yaml": definer})

    found = _read(root)
    assert list(found) == ["tool bob.greet", "persona bob", "persona cara"]
    assert found["persona cara"].needs == (Address("tool", "bob.greet"),)
    assert list(_read(root, "cara")) == ["tool bob.greet", "persona cara"], "whichever of them is looked at"


@pytest.mark.parametrize("only", [[], ["cara"]])
def test_different_inline_tools_with_the_same_name_are_refused(root: Path, only: list[str]) -> None:
    _write(root, {"personas/cara.yaml": f"{_WHO}tools: [{_GREET}]\n"})
    _write(root, {"personas/bob.yaml": f"{_WHO}tools: [{_GREET.replace('Waves', 'Nods')}]\n"})

    error = _refusal(root, *only)
    assert error.message == "two personas define different tools called 'greet'"
    assert error.where == f"{root / 'personas/bob.yaml'} and {root / 'personas/cara.yaml'}"


def test_an_inline_tool_with_the_name_of_a_file_is_refused(root: Path) -> None:
    _write(root, {"personas/cara.yaml": f"{_WHO}tools: [{_GREET.replace('greet', 'book_table')}]\n"})
    _write(root, {"tools/book.yaml": _BOOK})

    assert _refusal(root).message == "two tools of this project are called 'book_table'"


def test_two_definitions_with_the_same_address_are_refused(root: Path) -> None:
    _write(root, {"personas/cara.yaml": f"{_WHO}tools: [{_GREET}]\n", "tools/cara.greet.yaml": _BOOK})

    assert _refusal(root).message == "two files define the tool cara.greet"


def test_a_selection_includes_the_resources_that_it_needs_and_no_others(root: Path) -> None:
    _write(root, {"personas/cara.yaml": f"{_WHO}knowledge: [faq]\n", "personas/bob.yaml": f"{_WHO}tools: [book]\n"})
    _write(root, {"tools/book.yaml": _BOOK, "knowledge/faq.yaml": "name: FAQ\ndocuments: [a.md]\n"})
    _write(root, {"knowledge/a.md": "A", "personas/broken.yaml": "name: ["})

    assert list(_read(root, "cara")) == ["knowledge faq", "document faq/a.md", "tool knowledge.faq", "persona cara"]
    assert list(_read(root, "bob")) == ["tool book", "persona bob"]
    assert list(_read(root, "document/faq/a.md")) == ["knowledge faq", "document faq/a.md"]
    assert list(_read(root, "tool/knowledge.faq")) == ["knowledge faq", "document faq/a.md", "tool knowledge.faq"]
    assert "personas/broken.yaml:1:8" in str(_refusal(root).where)


def test_a_selected_address_that_no_file_defines_is_refused(root: Path) -> None:
    _write(root, {"personas/cara.yaml": _WHO})

    assert _refusal(root, "tool/cara.wave").message == "no file of this project defines the tool cara.wave"


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("documents: [gone.md]", "no file matches 'gone.md'"),
        ("documents: ['*.pdf']", "no file matches '*.pdf'"),
        ("documents: [a.md, more/a.md]", "two documents of this group are called a.md"),
        ("documents: [../../a.md]", "../../a.md is outside the project"),
        ("documents: [link.md]", "link.md is outside the project"),
    ],
)
def test_the_error_for_a_wrong_document_names_its_position(root: Path, group: str, said: str) -> None:
    _write(root, {"knowledge/faq.yaml": f"name: FAQ\n{group}\n", "knowledge/a.md": "A", "knowledge/more/a.md": "B"})
    (root / "knowledge" / "link.md").symlink_to("/etc/hostname")

    error = _refusal(root)
    assert error.message == said
    assert f"{root / 'knowledge/faq.yaml'}:2:" in str(error.where)


def test_documents_are_relative_to_the_file_that_names_them(root: Path) -> None:
    part = "documents: [hours.md]\n"
    _write(root, {"knowledge/parts/_base.yaml": part, "knowledge/parts/hours.md": "Nine to five."})
    _write(root, {"knowledge/faq.yaml": "extends: parts/_base.yaml\nname: FAQ\n"})

    document = _read(root)["document faq/hours.md"]
    assert document.upload is not None
    assert document.upload.path == root / "knowledge" / "parts" / "hours.md"
