"""`token` for a persona with tools, knowledge and an LLM from the project's files."""

from pathlib import Path

import pytest

from tests.conftest import Run

_GREET = "{type: client, name: greet, description: Waves at the guest who came in.}"
_FILES = {
    "personactl.yaml": "",
    "personas/cara.yaml": f"name: Cara\navatar: Cara\nvoice: Lucy\nllm: ours\ntools: [book, end_call, {_GREET}]\n"
    "knowledge: [faq]\n",
    "tools/book.yaml": "name: book_table\ntype: CLIENT\ndescription: Books a table when the guest confirmed it.\n",
    "knowledge/faq.yaml": "name: FAQ\ndescription: What guests ask.\ndocuments: [hours.md]\n",
    "knowledge/hours.md": "We open at nine.\n",
    "llms/ours.yaml": "displayName: Ours\nllmFormat: openai\nmodelName: small\nsecret: {env: ANAM_OURS_KEY}\n"
    "urls: [{url: 'https://llm.shop.test/v1'}]\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in _FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANAM_OURS_KEY", "not-telling")
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("shop")
def test_what_was_never_pushed_cannot_be_in_a_token(run: Run) -> None:
    result = run("token", "cara", "--ephemeral")

    assert (result.status, result.stdout) == (2, "")
    assert "which was never pushed to this target" in result.stderr
    assert "next: run 'personactl push --profile local' first" in result.stderr


@pytest.mark.usefixtures("shop")
def test_a_pushed_project_gives_both_kinds(run: Run) -> None:
    pushed = run("push", "--yes")
    assert pushed.status == 0, pushed.stderr

    assert "stateful token, because it is pushed and unchanged" in run("token", "cara").stderr
    ephemeral = run("token", "cara", "--ephemeral")
    assert (ephemeral.status, "warning" in ephemeral.stderr) == (0, False)


def test_a_saved_tool_that_changed_is_carried_as_it_was_pushed(shop: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    _replace(shop / "tools/book.yaml", "confirmed it", "said so")

    result = run("token", "cara")
    assert "stateful token, because it is pushed and unchanged" in result.stderr
    assert "the session will use tool book as last pushed; the files have changed since" in result.stderr


def test_a_tool_in_place_that_changed_makes_the_token_ephemeral(shop: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    _replace(shop / "personas/cara.yaml", "Waves", "Nods")

    result = run("token", "cara")
    assert "ephemeral token, because the file has changed since the last push (tool cara.greet)" in result.stderr
    assert "warning" not in result.stderr
