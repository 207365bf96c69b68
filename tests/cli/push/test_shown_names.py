"""Plans show the names of avatars, voices and LLMs beside their ids, and ask for few of them."""

import json
from pathlib import Path

import pytest

from tests.cli.organizations import Platform
from tests.conftest import Run
from tests.minimal_persona import write_persona

_LUCY = "de23e340-1416-4dd8-977d-065a7ca11697"
_CARA = "6bfbe25a-979d-40f3-a92b-5394170af54b"


@pytest.fixture
def shop(tmp_path: Path, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    write_persona(folder, "cara", "one")
    monkeypatch.chdir(folder)
    platform.organization("south", "key")
    monkeypatch.setenv("ANAM_API_URL", platform.url)
    monkeypatch.setenv("ANAM_API_KEY", "key")
    return folder


def entries_read(platform: Platform) -> list[str]:
    """The requests for entries of the catalogue since the last call."""
    found = [one for one in platform.requests if any(f"/v1/{kind}/" in one for kind in ("avatars", "voices", "llms"))]
    platform.requests.clear()
    return found


def change(shop: Path, old: str, new: str) -> None:
    path = shop / "personas" / "cara.yaml"
    path.write_text(path.read_text().replace(old, new))


def test_names_stand_beside_ids_and_are_asked_for_once(shop: Path, platform: Platform, run: Run) -> None:
    shown = run("diff").stdout
    assert "30fa96d0-26c4-4e55-94a0-517025942e18 (Cara)" in shown
    assert f"{_CARA} (Cara)" in shown
    assert "0934d97d-0c3a-4f33-91b0-5e136a0ef466 (gpt-4.1-mini)" in shown
    assert len(entries_read(platform)) == 3
    assert f"{_CARA} (Cara)" in run("diff").stdout
    assert run("push", "--yes").status == 0
    assert run("diff").status == 0
    assert entries_read(platform) == []


def test_both_sides_of_a_change_have_names_in_every_format(shop: Path, platform: Platform, run: Run) -> None:
    run("push", "--yes", "--quiet")
    change(shop, _CARA, _LUCY)
    entries_read(platform)
    assert f"{_CARA} (Cara) → {_LUCY} (Lucy - Fresh & Casual)  (ours)" in run("diff").stdout
    assert entries_read(platform) == [f"GET /v1/voices/{_LUCY}"]
    assert f"`{_LUCY} (Lucy - Fresh & Casual)`" in run("diff", "--format", "markdown").stdout
    plan = json.loads(run("diff", "--format", "json").stdout)["plan"]
    assert plan["names"] == [{"remoteId": _CARA, "name": "Cara"}, {"remoteId": _LUCY, "name": "Lucy - Fresh & Casual"}]
    assert entries_read(platform) == []


def test_a_list_of_the_catalogue_names_them_too(shop: Path, platform: Platform, run: Run) -> None:
    for kind in ("avatar", "voice", "llm"):
        assert run(kind, "list").status == 0
    entries_read(platform)
    assert f"{_CARA} (Cara)" in run("diff").stdout
    assert entries_read(platform) == []


def test_an_id_without_a_name_is_shown_alone(shop: Path, platform: Platform, run: Run) -> None:
    unknown = "00000000-0000-4000-8000-000000000009"
    change(shop, _CARA, unknown)
    result = run("diff")
    assert (result.status, f"voiceId       {unknown}\n" in result.stdout) == (0, True)


def test_a_pull_shows_names(shop: Path, platform: Platform, run: Run) -> None:
    import httpx

    run("push", "--yes", "--quiet")
    headers = {"Authorization": "Bearer key"}
    (row,) = httpx.get(f"{platform.url}/v1/personas", headers=headers).json()["data"]
    httpx.put(f"{platform.url}/v1/personas/{row['id']}", headers=headers, json={"voiceId": _LUCY}).raise_for_status()
    assert f"{_CARA} (Cara) → {_LUCY} (Lucy - Fresh & Casual)  (theirs)" in run("diff").stdout
    assert f"{_CARA} (Cara) → {_LUCY} (Lucy - Fresh & Casual)  (theirs)" in run("pull").stdout


@pytest.mark.parametrize("content", ["", "[]", "{", '{"local": 1}', "\x00"])
def test_a_damaged_cache_is_ignored(shop: Path, platform: Platform, run: Run, home: Path, content: str) -> None:
    cache = home / "personactl" / "cache" / "entry-names.json"
    cache.parent.mkdir(parents=True)
    cache.write_text(content)
    assert f"{_CARA} (Cara)" in run("diff").stdout
    assert _CARA in cache.read_text()
