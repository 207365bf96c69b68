"""Names on the platform -> file names: readable, unique on every file system, and always inside the folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.persona.project_resource import Kind
from personactl.sync.pull.new_keys import fresh_key, usable_key


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("persona", "Cara", "cara"),
        ("persona", "Front desk (night)", "front-desk-night"),
        ("persona", "Übermüller", "übermüller"),
        ("persona", "カラ", "カラ"),
        ("persona", "../../etc/passwd", "etc-passwd"),
        ("persona", "_hidden", "hidden"),
        ("persona", "🙂", "persona"),
        ("persona", "personactl", "personactl-persona"),
        ("persona", "CON", "con-persona"),
        ("tool", "openCalendar.v2", "openCalendar_v2"),
        ("knowledge", "Store FAQ", "store-faq"),
    ],
)
def test_a_key_is_made_from_the_name(kind: Kind, name: str, key: str) -> None:
    assert fresh_key(kind, name, set()) == key


def test_a_key_that_is_taken_gets_a_number() -> None:
    assert fresh_key("persona", "Cara", {"cara"}) == "cara-2"
    assert fresh_key("tool", "Wave", {"wave", "wave_2"}) == "Wave_3"


@given(st.text(max_size=100), st.sampled_from(["persona", "tool", "knowledge", "llm"]))
def test_every_name_has_a_usable_key(name: str, kind: Kind) -> None:
    key = fresh_key(kind, name, set())

    assert usable_key(key)
    assert not key.startswith("_")
    assert "." not in key


@pytest.mark.parametrize("key", ["../../evil", "a/b", ".hidden", "_part", "personactl", "PERSONACTL", "con", "a:b", ""])
def test_a_key_of_a_lock_is_no_name_of_a_file_elsewhere(key: str) -> None:
    assert not usable_key(key)
