"""Times of sessions on a real terminal: local, with the zone named, and accepted by `--since` as they are shown."""

import re
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from tests.cli.session.test_talk_keyboard import terminal
from tests.conftest import Run

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not available_timezones(), reason="this machine has no time zone database"),
]


def _shown(*arguments: str) -> str:
    """Return what a terminal shows, without colours."""
    with terminal(*arguments) as shown:
        assert shown.end() == 0
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.screen)


@pytest.mark.parametrize(("name", "zone"), [("Asia/Kolkata", "IST"), ("Pacific/Honolulu", "HST")])
def test_a_terminal_names_the_local_zone_and_since_takes_what_it_shows(
    project: Path, run_process: Run, monkeypatch: pytest.MonkeyPatch, name: str, zone: str
) -> None:
    assert run_process("talk", "cara", "--say", "Hello").status == 0
    monkeypatch.setenv("TZ", name)

    table = _shown("session", "list", "--quiet")
    assert f"STARTED ({zone})" in table
    (start,) = re.findall(r"^ *((?:[A-Z][a-z]{2} \d\d )?\d\d:\d\d:\d\d) ", table, re.MULTILINE)

    tail = _shown("session", "tail", "--since", start)
    assert f"times are in {zone}" in tail
    assert len(re.findall(r"Cara {5,}", tail)) == 5
    assert f" {zone}" in _shown("session", "transcript", "--quiet").splitlines()[0]
    piped = run_process("session", "list", "--since", f"{start} {zone}").stdout
    assert re.search(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", piped, re.MULTILINE)
