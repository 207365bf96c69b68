"""Private files: what a file of a project must not name, in all the ways in which it can name a file."""

import os
from pathlib import Path

import pytest

from personactl.persona.read.private_files import private_name, private_reason
from tests.conftest import Run

PRIVATE = [
    ".env",
    ".env.production",
    ".ENV",
    "config/.env.local",
    "prod.env",
    ".envrc",
    ".envs/.production/.postgres",
    ".ENV.d/database.txt",
    ".env.",
    ".env ",
    ".env::$DATA",
    ".e\u200bnv",
    "\uff0eenv",
    "ENV~1",
    "env~1.loc",
    ".git/config",
    ".GIT/config",
    ".Git/HEAD",
    ".g\u200cit/config",
    ".git",
    "sub/.git",
    "git~1/config",
    "GIT~2/config",
    "shop.git/config",
    ".git. /config",
    ".svn/entries",
    ".hg/hgrc",
    "id_rsa",
    "deploy/id_ed25519",
    "ID_RSA",
    "id_ecdsa.bak",
    "server.pem",
    "server.KEY",
    "server.pem.old",
    "AuthKey_1.p8",
    "store.p12",
    "store.jks",
    "x.keystore",
    "passwords.kdbx",
    ".ssh/config",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".yarnrc.yml",
    ".git-credentials",
    ".pgpass",
    ".htpasswd",
    ".aws/credentials",
    ".azure/token.json",
    ".docker/config.json",
    ".kube/config",
    "kubeconfig",
    ".gnupg/secring.gpg",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "prod.tfvars",
    ".terraform/x",
    ".vault-token",
    ".bash_history",
    "keys.json",
    ".config/personactl/profiles.json",
    ".local/share/personactl/data.db",
]
HARMLESS = [
    "prompts/cara.md",
    "environment.md",
    "env.md",
    "docs/git.md",
    "gitignore.txt",
    ".github/notes.md",
    "keys.md",
    "id_rsa.md",
    "key.txt",
    "monkey.csv",
    "pem/notes.md",
    "netrc.txt",
    "personactl/prompts/a.md",
    "docker/config.md",
    "a~1.md",
    "größe.md",
]


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_file_is_known_by_its_name(name: str, tmp_path: Path) -> None:
    assert private_name(name)
    assert private_name(f"../{name}")
    assert private_reason(Path(os.path.realpath(tmp_path)) / name, tmp_path)


@pytest.mark.parametrize("name", HARMLESS)
def test_other_files_are_not_private(name: str, tmp_path: Path) -> None:
    assert private_name(name) is None
    assert private_reason(Path(os.path.realpath(tmp_path)) / name, tmp_path) is None


def test_a_project_may_lie_in_any_folder(tmp_path: Path) -> None:
    root = tmp_path / ".docker" / "prod.env"
    root.mkdir(parents=True)
    assert private_reason(Path(os.path.realpath(root)) / "prompts" / "a.md", root) is None


def test_personactls_own_home_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONACTL_HOME", str(tmp_path / "own"))
    assert private_reason(Path(os.path.realpath(tmp_path)) / "own" / "data" / "a.txt", tmp_path)


@pytest.fixture
def lamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "lamps"
    for folder in ("personas", "prompts", "knowledge", ".git", ".aws"):
        (root / folder).mkdir(parents=True)
    (root / ".env").write_text("MODE=test\n")
    (root / ".git" / "config").write_text("[core]\n")
    (root / ".aws" / "credentials").write_text("[default]\n")
    (root / "server.pem").write_text("nothing\n")
    monkeypatch.chdir(root)
    return root


def persona(root: Path, extra: str) -> None:
    text = f"name: Ada\navatar: Cara\nvoice: Lucy\n{extra}\n"
    (root / "personas" / "ada.yaml").write_text(text)


@pytest.mark.parametrize(
    "extra",
    [
        "systemPromptFile: ../.env",
        "systemPromptFile: ../prompts/../.ENV",
        "systemPromptFile: ../.git/config",
        "systemPromptFile: ../link.md",
        "systemPromptFile: ../folder/credentials",
        "systemPromptFile: ../chain.md",
        "extends: ../.env\nsystemPrompt: You are Ada.",
        "extends: ../link.md\nsystemPrompt: You are Ada.",
        "profiles: {local: {systemPromptFile: ../.env}}\nsystemPrompt: You are Ada.",
    ],
)
def test_a_persona_cannot_name_one(lamps: Path, run: Run, extra: str) -> None:
    (lamps / "link.md").symlink_to(".env")
    (lamps / "chain.md").symlink_to("link.md")
    (lamps / "folder").symlink_to(".aws")
    persona(lamps, extra)
    checked = run("validate")
    assert checked.status == 1
    assert "R209" in checked.stdout or "R203" in checked.stdout
    assert "personas/ada.yaml:" in checked.stdout
    assert "private file" in checked.stdout
    for command in (("push", "--yes"), ("push", "--yes", "--no-validate"), ("token", "ada"), ("diff",)):
        refused = run(*command)
        assert refused.status == 2, (command, refused.stderr)
        assert "private file" in refused.stderr
        assert "MODE=test" not in refused.stdout + refused.stderr


@pytest.mark.parametrize(
    "documents",
    ["[../.env]", "[../*.pem]", "['../**/*.pem']", "[notes.md, ../link.txt]", "['../*.txt']", "[../.git/config]"],
)
def test_knowledge_cannot_name_one(lamps: Path, run: Run, documents: str) -> None:
    (lamps / "link.txt").symlink_to(".env")
    (lamps / "knowledge" / "notes.md").write_text("Lamps are bright.\n")
    (lamps / "knowledge" / "faq.yaml").write_text(f"name: FAQ\ndocuments: {documents}\n")
    persona(lamps, "systemPrompt: You are Ada.\nknowledge: [faq]")
    checked = run("validate")
    assert checked.status == 1
    assert "knowledge/faq.yaml:2:" in checked.stdout
    assert "R209" in checked.stdout
    for command in (("push", "--yes"), ("push", "--yes", "--no-validate")):
        refused = run(*command)
        assert refused.status == 2
        assert "private file" in refused.stderr


def test_hidden_files_do_not_match_a_pattern(lamps: Path, run: Run) -> None:
    (lamps / "server.pem").unlink()
    (lamps / "notes.md").write_text("Lamps are bright.\n")
    (lamps / "knowledge" / "faq.yaml").write_text("name: FAQ\ndocuments: ['../**/*.md', '../*']\n")
    persona(lamps, "systemPrompt: You are Ada.\nknowledge: [faq]")
    assert "R209" not in run("validate").stdout


@pytest.mark.parametrize("place", ["personas/eve.yaml", "prompts/eve.md"])
def test_a_link_in_place_of_a_file_is_no_way_around(lamps: Path, run: Run, place: str) -> None:
    (lamps / place).symlink_to("../.env")
    persona(
        lamps, "systemPromptFile: ../prompts/eve.md" if place.startswith("prompts") else "systemPrompt: You are Ada."
    )
    checked = run("validate")
    assert "R209" in checked.stdout
    assert "MODE=test" not in checked.stdout
    assert run("push", "--yes", "--no-validate").status == 2
