"""The texts of earlier pushes: saved by fingerprint, bounded, and else found in the git history of a file."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from personactl.fingerprint import value_fingerprint
from personactl.state.base_texts.git_history import text_in_history
from personactl.state.base_texts.text_store import StoreLimits, delete_old_texts, save_texts, saved_text

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PROMPT = "You are Cara.\nBe kind."
_KEYS = (
    *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.alternateRefsCommand", "core.gitProxy"),
    *("diff.external", "diff.x.textconv", "diff.x.command", "filter.x.smudge", "filter.x.clean", "filter.x.process"),
    *("merge.x.driver", "gpg.program", "credential.helper", "uploadpack.packObjectsHook", "interactive.diffFilter"),
)
Git = Callable[..., None]


def test_a_saved_text_is_private_and_found_by_its_fingerprint(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    save_texts(folder, [PROMPT, "word", "lone \ud800 surrogate"])
    assert saved_text(folder, value_fingerprint(PROMPT)) == PROMPT
    assert saved_text(folder, value_fingerprint("lone \ud800 surrogate")) == "lone \ud800 surrogate"
    assert saved_text(folder, value_fingerprint("word")) is None, "one word is not worth it"
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0, 0]
    save_texts(tmp_path / "none", ["word"])
    assert not (tmp_path / "none").exists()


def test_a_damaged_text_is_as_good_as_none(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    save_texts(folder, [PROMPT])
    (path,) = folder.iterdir()
    path.write_text("You are")
    assert saved_text(folder, value_fingerprint(PROMPT)) is None
    path.write_bytes(b"\xff")
    assert saved_text(folder, value_fingerprint(PROMPT)) is None


def test_old_texts_and_too_many_are_deleted_the_oldest_first(tmp_path: Path) -> None:
    texts = [f"text number {number}" for number in range(6)]
    save_texts(tmp_path, texts)
    for age, text in enumerate(texts):
        saved = (NOW - timedelta(days=100 * age)).timestamp()
        os.utime(tmp_path / f"{value_fingerprint(text)}.txt", (saved, saved))
    delete_old_texts(tmp_path, now=NOW)
    assert [saved_text(tmp_path, value_fingerprint(text)) is not None for text in texts] == [True] * 4 + [False] * 2
    delete_old_texts(tmp_path, now=NOW, limits=StoreLimits(size=2 * len(texts[0])))
    assert [saved_text(tmp_path, value_fingerprint(text)) is not None for text in texts] == [True] * 2 + [False] * 4
    delete_old_texts(tmp_path / "none", now=NOW)


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in a new repository at `tmp_path / "repo"`."""
    folder = tmp_path / "repo"
    folder.mkdir()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]

    def run(*arguments: str) -> None:
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    run("init", "--quiet")
    return run


def _commit(git: Git, path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    git("add", "--all")
    git("commit", "--quiet", "--message", "change")


@pytest.mark.processes
def test_a_text_is_found_in_older_versions_of_its_file(git: Git, tmp_path: Path) -> None:
    persona = tmp_path / "repo" / "shop" / "personas" / "cara.yaml"
    for prompt in (PROMPT, "You are Ada.\nBe kind.", "You are Bea.\nBe kind."):
        _commit(git, persona, "name: Cara\nsystemPrompt: |-\n  " + prompt.replace("\n", "\n  ") + "\n")
    assert text_in_history([persona], value_fingerprint(PROMPT)) == PROMPT
    assert text_in_history([persona], value_fingerprint("You are Nobody.\nBe kind.")) is None
    assert text_in_history([persona.with_name("other.yaml")], value_fingerprint(PROMPT)) is None
    assert text_in_history([tmp_path / "elsewhere.yaml"], value_fingerprint(PROMPT)) is None


@pytest.mark.processes
def test_a_prompt_file_is_found_under_the_name_that_it_had(git: Git, tmp_path: Path) -> None:
    personas = tmp_path / "repo" / "personas"
    (personas / "prompts").mkdir(parents=True)
    (personas / "prompts" / "old.md").write_text(f"<!-- personactl: ignore[P404] -->\n{PROMPT}\r\n\n")
    _commit(git, personas / "cara.yaml", "name: Cara\nsystemPromptFile: prompts/old.md\n")
    (personas / "prompts" / "old.md").unlink()
    (personas / "prompts" / "new.md").write_text("You are Ada.\nBe kind.\n")
    _commit(git, personas / "cara.yaml", "name: Cara\nsystemPromptFile: prompts/new.md\n")
    files = [personas / "cara.yaml", personas / "prompts" / "new.md"]
    assert text_in_history(files, value_fingerprint(PROMPT)) == PROMPT


@pytest.mark.processes
def test_a_text_on_another_branch_is_found(git: Git, tmp_path: Path) -> None:
    persona = tmp_path / "repo" / "cara.yaml"
    _commit(git, persona, "name: Cara\n")
    git("checkout", "--quiet", "-b", "pushed")
    _commit(git, persona, f"systemPrompt: {PROMPT!r}\n".replace("'", '"'))
    git("checkout", "--quiet", "-")
    assert text_in_history([persona], value_fingerprint(PROMPT)) == PROMPT


@pytest.mark.processes
def test_nothing_of_a_hostile_repository_is_run(git: Git, tmp_path: Path) -> None:
    """Every setting and file by which git could be made to run a command leaves a trace if one is run."""
    root = tmp_path / "repo"
    persona = root / "cara.yaml"
    _commit(git, persona, f"systemPrompt: {PROMPT!r}\n".replace("'", '"'))
    _commit(git, persona, "name: Cara\n")
    trace, script = tmp_path / "trace", tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {trace}\n")
    script.chmod(0o755)
    for key in _KEYS:
        git("config", key, str(script))
    git("config", "log.showSignature", "true")
    git("config", "extensions.partialClone", "origin")
    git("config", "remote.origin.url", f"ext::{script}")
    git("config", "protocol.ext.allow", "always")
    (root / ".gitattributes").write_text("* diff=x filter=x merge=x\n")
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman"):
        (hooks / name).write_text(script.read_text())
        (hooks / name).chmod(0o755)
    assert text_in_history([persona], value_fingerprint(PROMPT)) == PROMPT
    assert not trace.exists()


@pytest.mark.processes
def test_a_damaged_repository_has_no_history(git: Git, tmp_path: Path) -> None:
    persona = tmp_path / "repo" / "cara.yaml"
    _commit(git, persona, f"systemPrompt: {PROMPT!r}\n".replace("'", '"'))
    for path in (tmp_path / "repo" / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"damaged")
    assert text_in_history([persona], value_fingerprint(PROMPT)) is None
