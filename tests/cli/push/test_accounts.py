"""Entries of the lock belong to a platform and an organization: the names of profiles and the keys may change."""

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.cli.organizations import Platform, telling_key
from tests.conftest import Run
from tests.minimal_persona import write_persona

_SOUTH = "7c9d6a10-4f0b-4f0e-9a55-0c0f6a1d2e31"
_NORTH = "b1f8a3d2-1111-4c3b-8d3e-7a7b9c0d1e2f"


@pytest.fixture
def shop(tmp_path: Path, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one persona and the profiles staging and production, both at the platform."""
    folder = tmp_path / "shop"
    folder.mkdir()
    write_persona(folder, "cara", "one")
    profiles = "".join(
        f"  {name}: {{apiUrl: '{platform.url}', keyEnv: ANAM_API_KEY_{name.upper()}}}\n"
        for name in ("staging", "production")
    )
    (folder / "personactl.yaml").write_text(f"profiles:\n{profiles}")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ANAM_API_URL", platform.url)
    return folder


def accounts(project: Path) -> dict[str, list[str]]:
    """Account → the keys of its personas, of the only origin in the lock."""
    ((_, found),) = json.loads((project / "personactl.lock").read_text())["platforms"].items()
    return {account: sorted(block["resources"]["persona"]) for account, block in found.items()}


def counts(run: Run, profile: str) -> str:
    """The last line of a diff that has to succeed."""
    result = run("diff", "--profile", profile)
    assert result.status == 0, result.stderr
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("key", ["opaque-key", telling_key(_SOUTH, "0123456789abcdef")], ids=["opaque", "telling"])
def test_a_profile_takes_over_from_the_environments_key(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    platform.organization("south", key)
    monkeypatch.setenv("ANAM_API_KEY", key)
    monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", key)
    assert run("push", "--yes").status == 0
    before = (shop / "personactl.lock").read_bytes()
    for command in (("diff", "--exit-code"), ("push", "--yes"), ("pull",), ("status",), ("token", "cara")):
        result = run(*command, "--profile", "production")
        assert result.status == 0, result
    assert (shop / "personactl.lock").read_bytes() == before
    write_persona(shop, "cara", "two")
    assert run("push", "--yes", "--profile", "production").status == 0
    assert run("diff", "--exit-code").status == 0
    assert len(accounts(shop)) == 1


@pytest.mark.parametrize(
    "keys",
    [("key-of-south", "key-of-north"), (telling_key(_SOUTH, "0123456789"), telling_key(_NORTH, "0123456789"))],
    ids=["opaque", "telling"],
)
def test_organizations_at_one_origin_stay_apart(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, str]
) -> None:
    for name, key in zip(("staging", "production"), keys, strict=True):
        platform.organization(name, key)
        monkeypatch.setenv(f"ANAM_API_KEY_{name.upper()}", key)
    assert run("push", "--yes", "--profile", "staging").status == 0
    assert counts(run, "production") == "diff: 1 to create"
    assert run("push", "--yes", "--profile", "production").status == 0
    assert [counts(run, name) for name in ("staging", "production")] == ["diff: 1 in sync"] * 2
    assert list(accounts(shop).values()) == [["cara"], ["cara"]]
    write_persona(shop, "cara", "two")
    assert run("push", "--yes", "--profile", "staging").status == 0
    assert [counts(run, name) for name in ("staging", "production")] == ["diff: 1 in sync", "diff: 1 to update"]
    assert run("promote", "staging", "production", "--yes").status == 0


def test_a_new_key_of_the_same_organization_finds_what_was_pushed(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = telling_key(_SOUTH, "0123456789"), telling_key(_SOUTH, "another-secret")
    other_id, opaque = telling_key(_NORTH, "0123456789"), "opaque-key"
    platform.organization("south", first, second, other_id, opaque)
    monkeypatch.setenv("ANAM_API_KEY", first)
    assert run("push", "--yes").status == 0
    for key in (second, other_id, opaque):
        monkeypatch.setenv("ANAM_API_KEY", key)
        assert counts(run, "env") == "diff: 1 in sync"
    assert list(accounts(shop)) == [f"organization:{_SOUTH}"]


def test_a_key_that_tells_its_organization_costs_no_request_more(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = telling_key(_SOUTH, "0123456789")
    platform.organization("south", key)
    monkeypatch.setenv("ANAM_API_KEY", key)
    monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", key)
    assert run("push", "--yes").status == 0
    platform.requests.clear()
    assert counts(run, "production") == "diff: 1 in sync"
    assert platform.requests == ["GET /v1/personas"]


def _older(project: Path, *profiles: str) -> None:
    """Write the lock as format 2 had it, with the only block once for each profile."""
    lock = project / "personactl.lock"
    ((origin, found),) = json.loads(lock.read_text())["platforms"].items()
    (block,) = found.values()
    lock.write_text(json.dumps({"version": 2, "profiles": {name: {origin: block} for name in profiles}}))


@pytest.mark.parametrize("profiles", [("env",), ("env", "production"), ("staging",)])
@pytest.mark.parametrize("key", ["opaque-key", telling_key(_SOUTH, "0123456789")], ids=["opaque", "telling"])
def test_an_older_lock_is_understood_and_migrated_by_the_next_write(
    platform: Platform,
    shop: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    profiles: tuple[str, ...],
) -> None:
    platform.organization("south", key)
    monkeypatch.setenv("ANAM_API_KEY", key)
    monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", key)
    assert run("push", "--yes").status == 0
    _older(shop, *profiles)
    before = (shop / "personactl.lock").read_bytes()
    assert [counts(run, name) for name in ("env", "production")] == ["diff: 1 in sync"] * 2
    assert (shop / "personactl.lock").read_bytes() == before
    write_persona(shop, "cara", "two")
    assert run("push", "--yes", "--profile", "production").status == 0
    assert json.loads((shop / "personactl.lock").read_text())["version"] == 3
    ((account, keys),) = accounts(shop).items()
    assert keys == ["cara"]
    assert account == (f"organization:{_SOUTH}" if key != "opaque-key" else f"profile:{profiles[0]}")
    assert [counts(run, name) for name in ("env", "production")] == ["diff: 1 in sync"] * 2


def test_an_older_lock_of_two_organizations_keeps_them_apart(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, organization in (("staging", _SOUTH), ("production", _NORTH)):
        key = telling_key(organization, "0123456789")
        platform.organization(name, key)
        monkeypatch.setenv(f"ANAM_API_KEY_{name.upper()}", key)
        assert run("push", "--yes", "--profile", name).status == 0
    lock = shop / "personactl.lock"
    ((origin, found),) = json.loads(lock.read_text())["platforms"].items()
    staging, production = found[f"organization:{_SOUTH}"], found[f"organization:{_NORTH}"]
    old = {"staging": {origin: staging}, "production": {origin: production}}
    lock.write_text(json.dumps({"version": 2, "profiles": old}))
    assert [counts(run, name) for name in ("staging", "production")] == ["diff: 1 in sync"] * 2
    monkeypatch.setenv("ANAM_API_KEY", telling_key(_NORTH, "0123456789"))
    assert counts(run, "env") == "diff: 1 in sync"


def test_an_older_lock_of_one_organization_with_two_profiles_is_not_guessed_about(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each profile pushed personas of its own: another one must not take the first for its own."""
    key = telling_key(_SOUTH, "0123456789")
    platform.organization("south", key)
    lock, persona, old = shop / "personactl.lock", shop / "personas" / "cara.yaml", {}
    text = persona.read_text()
    for name in ("staging", "production"):
        monkeypatch.setenv(f"ANAM_API_KEY_{name.upper()}", key)
        persona.write_text(text.replace("name: ", f"name: {name} "))
        assert run("push", "--yes", "--profile", name).status == 0
        ((origin, found),) = json.loads(lock.read_text())["platforms"].items()
        old[name] = {origin: found[f"organization:{_SOUTH}"]}
        lock.unlink()
    lock.write_text(json.dumps({"version": 2, "profiles": old}))
    before = lock.read_bytes()
    monkeypatch.setenv("ANAM_API_KEY", key)
    for words in (("diff",), ("push", "--yes"), ("pull", "--all")):
        result = run(*words, "--profile", "env")
        assert result.status == 6
        assert "the profiles production and staging pushed to one organization" in result.stderr
        assert "--profile production or --profile staging" in result.stderr
    assert lock.read_bytes() == before
    assert counts(run, "production") == "diff: 1 in sync"
    assert counts(run, "staging") == "diff: 1 to update"


def test_what_was_deleted_on_the_platform_is_still_missing(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that tells nothing sees nothing of the only block either, but its name says that it is the block."""
    platform.organization("south", "opaque-key")
    monkeypatch.setenv("ANAM_API_KEY", "opaque-key")
    assert run("push", "--yes").status == 0
    (origin,) = json.loads((shop / "personactl.lock").read_text())["platforms"].values()
    entry = origin["profile:env"]["resources"]["persona"]["cara"]
    headers = {"Authorization": "Bearer opaque-key"}
    httpx.delete(f"{platform.url}/v1/personas/{entry['id']}", headers=headers).raise_for_status()
    assert counts(run, "env") == "diff: 1 missing"


def test_two_profiles_of_one_organization_cannot_be_promoted(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.organization("south", "opaque-key")
    for name in ("STAGING", "PRODUCTION"):
        monkeypatch.setenv(f"ANAM_API_KEY_{name}", "opaque-key")
    assert run("push", "--yes", "--profile", "staging").status == 0
    result = run("promote", "staging", "production", "--yes")
    assert (result.status, result.stdout) == (2, "")
    assert "staging and production are the same organization" in result.stderr


@pytest.mark.parametrize("key", ["opaque-key", telling_key(_SOUTH, "0123456789")], ids=["opaque", "telling"])
def test_a_run_of_another_profile_of_the_organization_is_rolled_back(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    platform.organization("south", key)
    platform.organization("north", "another-key")
    monkeypatch.setenv("ANAM_API_KEY", key)
    assert run("push", "--yes").status == 0
    write_persona(shop, "cara", "two")
    assert run("push", "--yes").status == 0
    monkeypatch.delenv("ANAM_API_KEY")
    monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", key)
    monkeypatch.setenv("ANAM_API_KEY_STAGING", "another-key")
    assert run("rollback", "1", "--yes", "--profile", "staging").status == 2
    assert run("rollback", "--last", "--dry-run", "--profile", "production").status == 0
    assert run("rollback", "1", "--yes", "--profile", "production").status == 0
    assert counts(run, "production") == "diff: 1 drift"


@pytest.mark.processes
def test_branches_that_changed_neighbours_merge(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.organization("south", "opaque-key")
    monkeypatch.setenv("ANAM_API_KEY", "opaque-key")
    lock = shop / "personactl.lock"
    for key in ("cara", "dora"):
        write_persona(shop, key, "one")
    assert run("push", "--yes").status == 0
    versions = [lock.read_text()]
    for key in ("cara", "dora"):
        lock.write_text(versions[0])
        write_persona(shop, key, "two")
        assert run("push", "--yes", "--only", key).status == 0
        versions.append(lock.read_text())
    base, ours, theirs = (shop / name for name in ("base", "ours", "theirs"))
    for path, text in zip((base, ours, theirs), versions, strict=True):
        path.write_text(text)
    subprocess.run(["git", "merge-file", ours, base, theirs], check=True)
    assert json.loads(ours.read_text())["version"] == 3


@pytest.mark.processes
def test_branches_that_pushed_different_personas_merge(
    platform: Platform, shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.organization("south", "opaque-key")
    monkeypatch.setenv("ANAM_API_KEY", "opaque-key")
    for key in ("alba", "dora", "zoe"):
        write_persona(shop, key, "one")

    def git(*words: str) -> None:
        names = ("-c", "user.name=Ada", "-c", "user.email=ada@shop.test")
        subprocess.run(["git", *names, *words], cwd=shop, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch", "main")
    assert run("push", "--yes").status == 0
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    for branch, key in (("one", "alba"), ("two", "zoe")):
        git("checkout", "--quiet", "-b", branch, "main")
        write_persona(shop, key, "two")
        write_persona(shop, f"{key}-new", "one")
        assert run("push", "--yes", "--only", key, "--only", f"{key}-new").status == 0
        git("add", "--all")
        git("commit", "--quiet", "--message", branch)
    git("merge", "--quiet", "one")
    assert counts(run, "env") == "diff: 6 in sync"
