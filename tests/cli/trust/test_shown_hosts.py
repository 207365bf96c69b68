"""Which variable goes to which host is shown before it goes there."""

import json
from pathlib import Path

import pytest

from tests.cli.trust.shop import EVIL, HUSH, ORDERS, write
from tests.conftest import Run


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_a_plan_shows_which_variable_goes_to_which_host(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, "tool", "ANAM_ORDERS", f"{ORDERS.replace('//', '//evil@')}/x")
    write(shop, "llm", "ANAM_HOUSE", "https://llm.lantern-shop.com:8443/v1")
    shown = run("diff", "--format", format).stdout
    if format == "json":
        assert [one for item in json.loads(shown)["plan"]["items"] for one in item["secrets"]] == [
            {
                "place": "environment",
                "name": name,
                "origin": origin,
                "previousOrigin": None,
            }
            for name, origin in (("ANAM_HOUSE", "https://llm.lantern-shop.com:8443"), ("ANAM_ORDERS", ORDERS))
        ]
    else:
        plain = shown.replace("\\", "").replace("&#58;", ":")
        assert f"$ANAM_ORDERS goes to {ORDERS}" in plain
        assert "$ANAM_HOUSE goes to https://llm.lantern-shop.com:8443" in plain


@pytest.mark.parametrize("kind", ["tool", "llm"])
def test_a_swapped_host_is_not_silent(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, kind, "ANAM_ORDERS", f"{ORDERS}/x")
    assert run("push", "--yes", "--quiet").stderr == ""
    write(shop, kind, "ANAM_ORDERS", f"{EVIL}/x")
    said = f"$ANAM_ORDERS goes to {EVIL} (before: {ORDERS})"
    for words in (("diff", "--quiet"), ("push", "--dry-run", "--quiet"), ("push", "--yes", "--quiet")):
        result = run(*words)
        assert result.status == 0
        assert f"secret: {said}" in result.stdout
        assert f"warning: another host gets a secret: {said}" in result.stderr


def test_diff_says_what_a_push_would_refuse(shop: Path, run: Run) -> None:
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    result = run("diff")
    assert result.status == 0
    assert "warning: a push would refuse this: the variable OPENAI_API_KEY, whose name" in result.stderr


def test_a_token_says_which_variable_goes_to_which_host(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, "inline", "ANAM_ORDERS", f"{ORDERS}/x")
    result = run("token", "cara", "--ephemeral")
    assert result.status == 0
    assert f"secrets of its tools: $ANAM_ORDERS goes to {ORDERS}\n" in result.stderr
