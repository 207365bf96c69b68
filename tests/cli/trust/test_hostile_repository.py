"""A repository names an address and a variable: no key of the environment goes there, whatever is typed."""

import json
from pathlib import Path

import pytest

from tests.cli.trust.conftest import KEY, name_profile
from tests.cli.trust.listener import Listener
from tests.conftest import Run

SENDING = [
    ("diff",),
    ("status",),
    ("status", "--all-profiles"),
    ("push", "--dry-run"),
    ("push", "--yes"),
    ("pull",),
    ("pull", "--all"),
    ("validate", "--online"),
    ("avatar", "list"),
    ("voice", "show", "Lucy"),
    ("llm", "list"),
    ("token", "cara"),
    ("token", "cara", "--ephemeral"),
    ("talk", "cara", "--say", "Hello"),
    ("session", "list"),
    ("session", "show", "1"),
    ("session", "tail"),
    ("session", "transcript", "1"),
    ("rollback", "--last"),
]


@pytest.mark.parametrize("command", SENDING, ids=" ".join)
def test_no_command_sends_a_key_to_an_address_that_only_the_project_names(
    hostile: Path, evil: Listener, run: Run, command: tuple[str, ...]
) -> None:
    options = () if "--all-profiles" in command else ("--profile", "p")
    result = run(*command, *options)
    assert result.status == 3
    assert "error[untrusted]: " in result.stderr or "targets could not be read" in result.stderr
    for part in (str(hostile / "personactl.yaml:2:15"), "ANAM_API_KEY_LIVE", f"personactl trust {evil.url}"):
        assert part in result.stderr
    assert evil.requests == []


@pytest.mark.parametrize("words", [("promote", "p", "local"), ("promote", "local", "p")], ids=" ".join)
def test_a_promotion_does_not_either(hostile: Path, evil: Listener, run: Run, words: tuple[str, ...]) -> None:
    result = run(*words, "--yes")
    assert (result.status, "error[untrusted]: " in result.stderr) == (3, True)
    assert evil.requests == []


def test_a_project_that_pins_the_profile_does_not_either(hostile: Path, evil: Listener, run: Run) -> None:
    settings = hostile / "personactl.yaml"
    settings.write_text(f"profile: p\n{settings.read_text()}")
    assert run("diff").status == run("avatar", "list").status == 3
    assert evil.requests == []


@pytest.mark.parametrize(
    "variable",
    ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "OPENAI_API_KEY", "anam_api_key", "XANAM_KEY", "ANAMKEY", "PATH"],
)
def test_a_project_cannot_name_a_variable_of_others(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    if variable != "PATH":
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", evil.url)
    name_profile(hostile, evil.url, variable)
    for command in (("diff",), ("avatar", "list"), ("auth", "status")):
        result = run(*command, "--profile", "p")
        assert result.status == 2
        assert "'keyEnv' names only variables that begin with ANAM_ or PERSONACTL_" in result.stderr
        assert f"{hostile / 'personactl.yaml'}:2:" in result.stderr
        assert variable.isupper() <= (variable in result.stderr or "_" not in variable)
    assert evil.requests == []


@pytest.mark.parametrize("value", ["sk_live_0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "a2V5LW9mLWE6dGVzdA"])
def test_a_key_in_place_of_a_name_is_not_repeated(hostile: Path, evil: Listener, run: Run, value: str) -> None:
    name_profile(hostile, evil.url, value)
    result = run("diff", "--profile", "p")
    assert result.status == 2
    assert value not in result.stdout + result.stderr


def test_the_hosted_platform_and_the_address_of_the_environment_need_no_trust(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_profile(hostile, "https://API.anam.ai:443/")
    assert run("auth", "status", "--profile", "p").status == 0
    name_profile(hostile, evil.url)
    monkeypatch.setenv("ANAM_API_URL", evil.url)
    assert run("avatar", "list", "--profile", "p").status == 0
    assert evil.saw(KEY)


@pytest.mark.parametrize(
    "address",
    [
        "http://api.anam.ai",
        "https://api.anam.ai:8443",
        "https://api.anam.ai.",
        "https://api.anam.ai.evil.example",
        "https://evil.api.anam.ai",
        "https://api.anam.ai/other",
        "https://api-anam.ai",
        "https://xn--pi-anam-6fg.ai",
    ],
)
def test_what_only_resembles_the_hosted_platform_is_another_address(hostile: Path, run: Run, address: str) -> None:
    name_profile(hostile, address)
    result = run("auth", "status", "--profile", "p")
    assert (result.status, "error[untrusted]: " in result.stderr) == (3, True)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.anam.ai@evil.example",
        "https://api.anam.ai\\\\@evil.example",
        "https://api.anam.ai\\\\.evil.example",
        "https://api.anam.ai%2eevil.example",
        "https://evil.example#@api.anam.ai",
        "https://\u0430pi.anam.ai",
        "https://*.anam.ai",
    ],
)
def test_an_address_that_programs_read_in_different_ways_is_none(hostile: Path, run: Run, address: str) -> None:
    (hostile / "personactl.yaml").write_text(f'profiles: {{p: {{apiUrl: "{address}", keyEnv: ANAM_API_KEY_LIVE}}}}\n')
    result = run("auth", "status", "--profile", "p")
    assert (result.status, "error[usage]: " in result.stderr) == (2, True)


def test_a_stored_key_stays_at_its_address_when_a_project_has_a_profile_of_that_name(
    hostile: Path, evil: Listener, run: Run, home: Path
) -> None:
    """The user's own profile `p` has a key for the hosted platform; the project's `p` leads elsewhere."""
    config, data = home / "personactl" / "config", home / "personactl" / "data"
    config.mkdir(parents=True)
    data.mkdir()
    profiles = {"version": 1, "current": "p", "profiles": {"p": {"apiUrl": "https://api.anam.ai", "storage": "file"}}}
    (config / "profiles.json").write_text(json.dumps(profiles))
    keys = data / "keys.json"
    keys.write_text(json.dumps({"version": 1, "keys": {"p": {"https://api.anam.ai": "stored-key"}}}))
    keys.chmod(0o600)
    (hostile / "personactl.yaml").write_text(f"profile: p\nprofiles: {{p: {{apiUrl: '{evil.url}'}}}}\n")
    for words in (("diff",), ("diff", "--profile", "p")):
        assert run(*words).status == 3
    assert evil.requests == []


def test_status_says_which_key_is_not_sent(hostile: Path, run: Run) -> None:
    status = run("auth", "status")
    assert "$ANAM_API_KEY_LIVE (not trusted)" in status.stdout
    document = json.loads(run("auth", "status", "--format", "json").stdout)
    assert [profile["trustedBy"] for profile in document["projectProfiles"]] == [None]


def test_completion_asks_nobody(hostile: Path, evil: Listener, run: Run) -> None:
    for words in (("avatar", "show", ""), ("diff", "--profile", ""), ("push", ""), ("session", "show", "")):
        run("__complete", "bash", *words)
        run("__complete", *words)
    assert evil.requests == []


def test_an_address_of_the_environment_is_used_where_it_is_that_of_the_profile(
    hostile: Path, evil: Listener, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAM_API_URL", evil.url)
    asked = run("voice", "list", "--profile", "p")
    assert (asked.status, evil.saw(KEY)) == (0, True)
    assert "ANAM_API_URL is set but not used" not in asked.stderr
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", evil.url)
    monkeypatch.setenv("ANAM_API_URL", "http://127.0.0.1:9")
    assert "ANAM_API_URL is set but not used" in run("voice", "list", "--profile", "p").stderr


def test_what_is_shown_as_untrusted_has_a_next_step(hostile: Path, evil: Listener, run: Run) -> None:
    (hostile / "personactl.yaml").write_text(
        "profiles:\n"
        + "".join(f"  {name}: {{apiUrl: {evil.url}/{name}, keyEnv: ANAM_API_KEY_LIVE}}\n" for name in ("p", "q")),
        encoding="utf-8",
    )
    listed, compared = run("auth", "list"), run("status", "--all-profiles")
    assert listed.stdout.count("(not trusted)") == 2
    for shown in (listed, compared):
        for name in ("p", "q"):
            assert f"personactl auth login --profile {name}" in shown.stderr
        assert f"personactl trust {evil.url}" in shown.stderr
