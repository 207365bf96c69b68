"""After `trust --remove`, what still lets keys go there is said, with the step that ends it; and other next steps."""

from pathlib import Path

import pytest

from tests.cli.trust.conftest import name_profile
from tests.cli.trust.listener import Listener
from tests.conftest import Run


def log_in(url: str) -> None:
    """Note a login at `url` as the profile 'mine'."""
    from personactl.cli.terminal.environment import current_environment
    from personactl.state.profile_settings import ProfileSettings
    from personactl.state.profiles import change_profiles

    mine = ProfileSettings("mine", url, storage="file")
    change_profiles(current_environment().paths, lambda profiles: profiles.with_profile(mine))


def test_a_removed_address_with_a_login_still_gets_keys_and_that_is_said(
    hostile: Path, evil: Listener, run: Run
) -> None:
    log_in(evil.url)
    run("trust", evil.url)
    removed = run("trust", "--remove", evil.url, "--quiet")
    assert removed.status == 0
    assert f"keys may still go to {evil.url}" in removed.stderr
    assert "personactl auth logout --profile mine" in removed.stderr
    run("auth", "logout", "--profile", "mine")
    assert run("avatar", "list", "--profile", "p").status == 3


def test_a_removed_project_of_a_trusted_address_still_gets_keys_and_that_is_said(
    hostile: Path, evil: Listener, run: Run
) -> None:
    run("trust")
    run("trust", evil.url)
    assert f"personactl trust --remove {evil.url}" in run("trust", "--remove").stderr
    clean = run("trust", "--remove", evil.url)
    assert "may still go" not in clean.stderr


@pytest.mark.parametrize("variable", ["PERSONACTL_TRUST_ORIGINS", "ANAM_API_URL"])
def test_what_the_environment_trusts_is_named_by_a_removal(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, evil.url)
    refusal = run("trust", "--remove", evil.url)
    assert refusal.status == 2
    assert variable in refusal.stderr.splitlines()[2]


def test_a_removal_of_a_login_names_the_logout(hostile: Path, evil: Listener, run: Run) -> None:
    log_in(evil.url)
    refusal = run("trust", "--remove", evil.url)
    assert refusal.status == 2
    assert "personactl auth logout --profile mine" in refusal.stderr.splitlines()[2]


def test_the_hosted_platform_cannot_be_removed(hostile: Path, run: Run) -> None:
    assert "needs no trust" in run("trust", "--remove", "https://api.anam.ai").stderr


def test_no_hint_sends_a_key_to_an_address_that_no_trust_helps(hostile: Path, run: Run) -> None:
    name_profile(hostile, "http://anam.example")
    refusal = run("avatar", "list", "--profile", "p")
    assert refusal.status == 3
    assert "a key is not sent unencrypted" in refusal.stderr
    assert str(hostile / "personactl.yaml:2:15") in refusal.stderr
    assert "personactl trust" not in refusal.stderr


def test_promote_names_the_line_of_the_file_that_names_the_address(hostile: Path, evil: Listener, run: Run) -> None:
    refusal = run("promote", "p", "local")
    assert refusal.status == 3
    assert f"where: {hostile / 'personactl.yaml:2:15'}" in refusal.stderr
    assert evil.requests == []


def test_the_hint_of_a_login_keeps_its_options(hostile: Path, evil: Listener, run: Run) -> None:
    refusal = run("auth", "login", "--with-token", "--insecure-storage")
    assert refusal.status == 3
    assert f"--api-url {evil.url} --with-token --insecure-storage --profile p" in refusal.stderr
    assert evil.requests == []


def test_the_hint_without_a_terminal_keeps_the_options_of_a_login(hostile: Path, evil: Listener, run: Run) -> None:
    refusal = run("auth", "login", "--api-url", evil.url, "--insecure-storage")
    assert refusal.status == 2
    assert f"--with-token --api-url {evil.url} --insecure-storage < FILE" in refusal.stderr
