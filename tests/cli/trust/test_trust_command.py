"""`personactl trust`: what is trusted, for how long, and what takes it back."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.trust.conftest import KEY, name_profile
from tests.cli.trust.listener import Listener, listening
from tests.conftest import Run

ASK = ("avatar", "list", "--profile", "p")


def refused(run: Run) -> bool:
    """Whether the key is not sent."""
    result = run(*ASK)
    assert result.status in (0, 3), result.stderr
    assert result.status == 0 or result.stderr.startswith("error[untrusted]: ")
    return result.status == 3


def test_a_trusted_address_gets_keys_of_all_projects(hostile: Path, evil: Listener, run: Run, home: Path) -> None:
    assert refused(run)
    trusted = run("trust", f"{evil.url.replace('http', 'HTTP')}/")
    assert trusted.status == 0
    assert evil.url in trusted.stdout
    assert not refused(run)
    assert evil.saw(f"Bearer {KEY}")
    file = home / "personactl" / "config" / "trust.json"
    assert file.stat().st_mode & 0o777 == 0o600
    removed = run("trust", "--remove", evil.url)
    assert removed.status == 0
    assert "COULD GET" in removed.stdout
    assert refused(run)


def test_a_trusted_folder_is_trusted_for_what_it_named_then(hostile: Path, evil: Listener, run: Run) -> None:
    shown = run("trust", str(hostile))
    assert shown.status == 0
    for part in (evil.url, "$ANAM_API_KEY_LIVE", str(hostile), "personactl.yaml:2:15"):
        assert part in shown.stdout
    assert not refused(run)
    with listening() as other:
        name_profile(hostile, other.url)
        assert refused(run), "another address"
        assert other.requests == []
    name_profile(hostile, evil.url, "ANAM_API_KEY")
    os.environ["ANAM_API_KEY"] = "the key of production"
    try:
        assert refused(run), "another key"
    finally:
        del os.environ["ANAM_API_KEY"]
    assert not evil.saw("production")
    name_profile(hostile, evil.url)
    assert not refused(run), "as it was"


def test_a_trusted_folder_is_not_another_one(
    hostile: Path, evil: Listener, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("trust").status == 0
    shutil.copytree(hostile, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    assert refused(run), "a copy"
    hostile.rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path / "moved")
    assert refused(run), "moved"
    (tmp_path / "link").symlink_to(tmp_path / "moved")
    assert run("-C", str(tmp_path / "link"), "trust").status == 0
    assert not refused(run), "the same folder by another name"


def test_trusting_a_folder_again_forgets_what_it_no_longer_names(hostile: Path, evil: Listener, run: Run) -> None:
    assert run("trust").status == 0
    with listening() as other:
        name_profile(hostile, other.url)
        assert run("trust").status == 0
        assert not refused(run)
    name_profile(hostile, evil.url)
    assert refused(run)


def test_a_project_below_another_one_is_its_own(hostile: Path, evil: Listener, run: Run) -> None:
    assert run("trust").status == 0
    inner = hostile / "vendor"
    (inner / "personas").mkdir(parents=True)
    name_profile(inner, evil.url)
    assert run("-C", "vendor", *ASK).status == 3


@pytest.mark.parametrize("separator", [",", " ", ", ", "\n"])
def test_the_environment_lists_trusted_addresses(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch, separator: str
) -> None:
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", separator.join(["https://anam.example", f"{evil.url}/"]))
    assert not refused(run)
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", "https://anam.example")
    assert refused(run)


@pytest.mark.parametrize(
    "value", ["*", "https://*.example", "anam.example", "http://anam.example", "https://user:hunter2@anam.example", "."]
)
def test_a_bad_list_is_an_error_and_trusts_nothing(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", f"{evil.url},{value}")
    result = run(*ASK)
    assert result.status == 2
    assert "entry 2 of PERSONACTL_TRUST_ORIGINS" in result.stderr
    assert "hunter2" not in result.stderr
    assert evil.requests == []


@pytest.mark.parametrize("value", ["", " ", ","])
def test_an_empty_list_trusts_nothing(hostile: Path, run: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", value)
    assert refused(run)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://anam.example",), "a key is not sent unencrypted"),
        (("https://a:b@anam.example",), "must not contain a user name"),
        (("anam.example",), "there is no folder anam.example"),
        (("ftp://anam.example",), "must begin with https://"),
        (("https://*.anam.example",), "characters that the name of a host cannot contain"),
        (("--variable", "not a name"), "not the name of an environment variable"),
        (("--variable", "NOBODY_NAMES_IT"), "no file of this project refers to NOBODY_NAMES_IT"),
        (("--list", "https://anam.example"), "--list does not go with"),
        (("--remove", "https://anam.example"), "was not trusted"),
        (("--remove",), "this project was not trusted"),
    ],
)
def test_what_cannot_be_trusted_is_said_and_trusts_nothing(
    hostile: Path, run: Run, home: Path, words: tuple[str, ...], said: str
) -> None:
    result = run("trust", *words)
    assert (result.status, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 3
    assert not (home / "personactl" / "config" / "trust.json").exists()


def test_a_project_without_an_address_has_nothing_to_trust(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text("profiles: {p: {keyEnv: ANAM_API_KEY_LIVE}}\n")
    assert "there is nothing to trust" in run("trust").stderr


def test_what_is_trusted_is_listed_as_text_and_json(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nothing is trusted" in run("trust", "--list").stderr
    run("trust")
    run("trust", "https://anam.example")
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", "https://ci.example")
    monkeypatch.setenv("PERSONACTL_TRUST_VARIABLES", "OPENAI_API_KEY=https://api.openai.com")
    shown = run("trust", "--list").stdout
    for part in (evil.url, "$ANAM_API_KEY_LIVE", "https://ci.example", "PERSONACTL_TRUST_VARIABLES"):
        assert part in shown
    listed = json.loads(run("trust", "--list", "--format", "json").stdout)["trusted"]
    assert [(one["use"], one["origin"], one["variable"], one["trustedBy"]) for one in listed] == [
        ("key", "https://anam.example", None, "trusted-address"),
        ("key", evil.url, "ANAM_API_KEY_LIVE", "trusted-project"),
        ("key", "https://ci.example", None, "trust-variable"),
        ("secret", "https://api.openai.com", "OPENAI_API_KEY", "trust-variable"),
    ]


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_trusts_nothing(
    hostile: Path, evil: Listener, run: Run, home: Path, mode: int
) -> None:
    run("trust", evil.url)
    file = home / "personactl" / "config" / "trust.json"
    file.chmod(mode)
    result = run(*ASK)
    assert result.status == 2
    assert "another user of this machine can change trust.json" in result.stderr
    assert evil.requests == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version": 2, "trusted": []}', '{"version": 1, "trusted": [{"use": "all", "origin": "x"}]}'],
)
def test_a_damaged_file_trusts_nothing(hostile: Path, evil: Listener, run: Run, home: Path, text: str) -> None:
    file = home / "personactl" / "config" / "trust.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    result = run(*ASK)
    assert (result.status, evil.requests) == (2, [])
    assert str(file) in result.stderr


def test_a_login_there_is_trust_and_a_logout_takes_it_back(hostile: Path, run: Run, evil: Listener) -> None:
    from personactl.cli.terminal.environment import current_environment
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import change_profiles

    paths = current_environment().paths
    mine = ProfileSettings("mine", evil.url, storage="file")
    change_profiles(paths, lambda profiles: profiles.with_profile(mine))
    assert not refused(run)
    assert run("auth", "logout", "--profile", "mine").status == 0
    assert refused(run)
