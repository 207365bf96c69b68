"""The problems of tools, knowledge and LLMs that consist of several files, and their positions."""

from pathlib import Path

import pytest

from personactl.document.file_reader import read_document
from personactl.persona.schema.component_checks import component_problems
from personactl.persona.schema.file_kind import ComponentKind

_HOOK = "type: SERVER_WEBHOOK\nconfig: {method: POST, headers: {X-Shop: lamp}}\n"
_BOOK = "name: book\ndescription: Books a table.\n"


def _found(root: Path, kind: ComponentKind, text: str, **others: str) -> list[str]:
    for name, other in others.items():
        (root / f"{name}.yaml").write_text(other, encoding="utf-8")
    path = root / ("part.yaml" if not text.startswith("# part") else "_self.yaml")
    path.write_text(text, encoding="utf-8")
    problems = component_problems(read_document(path), kind, root)
    return [f"{one.span.start.line}:{one.span.start.column} {one.code} {one.message}" for one in problems]


def test_a_file_may_leave_out_keys_of_the_file_it_extends(tmp_path: Path) -> None:
    own = f"extends: _hook.yaml\n{_BOOK}config: {{url: https://shop.test}}\n"
    assert _found(tmp_path, "tool", own, _hook=_HOOK) == []


def test_a_key_that_no_layer_has_is_missing(tmp_path: Path) -> None:
    assert _found(tmp_path, "tool", f"extends: _hook.yaml\n{_BOOK}", _hook=_HOOK) == [
        "1:10 S108 tool.config needs url",
    ]


def test_a_part_may_leave_out_keys_but_its_values_are_checked(tmp_path: Path) -> None:
    assert _found(tmp_path, "tool", "# part\n" + _HOOK) == []
    assert _found(tmp_path, "tool", "# part\n" + _HOOK.replace("POST", "SEND")) == [
        "3:18 S106 tool.config.method must be one of GET, POST, PUT, DELETE, PATCH"
    ]


def test_a_problem_of_a_base_is_reported_at_extends(tmp_path: Path) -> None:
    own = f"extends: _hook.yaml\n{_BOOK}config: {{url: https://shop.test}}\n"
    assert _found(tmp_path, "tool", own, _hook=_HOOK.replace("POST", "SEND")) == [
        "1:10 R203 _hook.yaml:2:18 tool.config.method must be one of GET, POST, PUT, DELETE, PATCH"
    ]
    assert _found(tmp_path, "tool", own, _hook="extends: part.yaml\n") == [
        "1:10 R204 the files extend each other in a cycle, through part.yaml"
    ]


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("config: {url: https://staging.test}", []),
        ("config: {urls: https://staging.test}", ["5:31 S101 tool.config has no key 'urls'"]),
        ("extends: _hook.yaml", ["5:22 S101 a profile cannot have the key 'extends'"]),
        ("type: CLIENT", ["4:10 S101 tool.config has no key 'url'", "4:34 S101 tool.config has no key 'method'"]),
    ],
)
def test_a_profile_is_checked_together_with_the_file(tmp_path: Path, profile: str, found: list[str]) -> None:
    own = f"type: SERVER_WEBHOOK\n{_BOOK}config: {{url: https://shop.test, method: GET}}\n"
    assert _found(tmp_path, "tool", f"{own}profiles: {{staging: {{{profile}}}}}\n") == found


def test_a_profile_may_replace_a_key_by_its_alternative(tmp_path: Path) -> None:
    search = f"type: SERVER_RAG\n{_BOOK}config: {{knowledge: [faq]}}\n"
    ids = "profiles: {staging: {config: {documentFolderIds: [67d27a9f-0ce1-4432-848b-8ab2b97f024b]}}}\n"
    assert _found(tmp_path, "tool", search + ids) == []
    assert _found(tmp_path, "tool", search.replace("knowledge: [faq]", "knowledge: [faq], documentFolderIds: []")) == [
        "4:28 S111 tool.config.knowledge and tool.config.documentFolderIds cannot be used together"
    ]


def test_documents_in_profiles_must_be_inside_the_project(tmp_path: Path) -> None:
    text = "name: FAQ\ndocuments: [a.md]\nprofiles: {staging: {documents: [../../b.md]}}\n"
    assert _found(tmp_path, "knowledge", text) == ["3:34 R202 ../../b.md is outside the project"]


def test_a_secret_has_exactly_one_place(tmp_path: Path) -> None:
    llm = "displayName: x\nllmFormat: openai\nmodelName: x\nurls: [{url: https://x.test}]\n"
    assert _found(tmp_path, "llm", llm + "secret: {}\n") == ["5:9 S108 llm.secret needs env or keyring"]
    assert _found(tmp_path, "llm", llm + "secret: {env: A, keyring: b}\n") == [
        "5:18 S111 llm.secret.env and llm.secret.keyring cannot be used together"
    ]
    assert _found(tmp_path, "llm", llm + "secret: {env: A}\nprofiles: {staging: {secret: {keyring: b}}}\n") == []
