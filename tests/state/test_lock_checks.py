"""Every field of a lock is checked when it is read: the error names the line of the entry and the next step."""

import json
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address
from personactl.state.lock import Lock, LockBlock, LockEntry
from personactl.state.lock_format.lock_checks import is_date
from personactl.state.lock_format.lock_file import parse_lock, read_lock, write_lock

ORIGIN = "https://api.example"
ID = "6bfbe25a-979d-40f3-a92b-5394170af54b"
PRINT = "0123456789abcdef" * 2
BIDI, ZERO_WIDTH = "\u202e", "\u200b"


def entry(**changes: JsonValue) -> JsonObject:
    return {"id": ID, "fields": {"name": PRINT}, "resolved": {}, "updatedAt": "2026-01-02T03:04:05.678Z", **changes}


def pending(**changes: JsonValue) -> JsonObject:
    return {"name": "Cara", "fields": {"name": PRINT}, "startedAt": "2026-01-02T03:04:05Z", **changes}


def lock(*, account: str = "profile:live", origin: str = ORIGIN, **parts: JsonValue) -> str:
    return json.dumps({"version": 3, "platforms": {origin: {account: parts}}}, indent=1)


def personas(**entries: JsonValue) -> JsonValue:
    return {"persona": entries}


FAULTS: dict[str, tuple[str, str]] = {
    "an id that leads elsewhere": (lock(resources=personas(cara=entry(id="../tools/x"))), "cannot be an id"),
    "an id of dots": (lock(resources=personas(cara=entry(id=".."))), "cannot be an id"),
    "an id with dots": (lock(resources=personas(cara=entry(id="a..b"))), "cannot be an id"),
    "an id with a query": (lock(resources=personas(cara=entry(id=f"{ID}?all=1"))), "cannot be an id"),
    "an escaped id": (lock(resources=personas(cara=entry(id="%2e%2e%2fx"))), "cannot be an id"),
    "an id with a newline": (lock(resources=personas(cara=entry(id=f"{ID}\n"))), "cannot be an id"),
    "an id with an override": (lock(resources=personas(cara=entry(id=f"{ID}{BIDI}"))), "cannot be an id"),
    "an empty id": (lock(resources=personas(cara=entry(id=""))), "cannot be an id"),
    "a long id": (lock(resources=personas(cara=entry(id="a" * 300))), "cannot be an id"),
    "an id that is a number": (lock(resources=personas(cara=entry(id=1))), "must be text"),
    "no fingerprint": (lock(resources=personas(cara=entry(fields={"name": "x"}))), "name is not a fingerprint"),
    "a long fingerprint": (lock(resources=personas(cara=entry(fields={"name": PRINT * 2}))), "not a fingerprint"),
    "another fingerprint": (lock(resources=personas(cara=entry(others={"a": "secret:"}))), "not a fingerprint"),
    "an unknown field": (lock(resources=personas(cara=entry(extra=1))), "extra is not known here"),
    "a missing field": (lock(resources=personas(cara={"id": ID})), "fields is missing"),
    "an unknown kind": (lock(resources={"avatar": {"cara": entry()}}), "avatar is not known here"),
    "a date with controls": (lock(resources=personas(cara=entry(updatedAt="\x1b[2J"))), "not a date"),
    "a resolved id": (lock(resources=personas(cara=entry(resolved={"avatarId: Cara": "a/b"}))), "cannot be an id"),
    "too many fields": (
        lock(resources=personas(cara=entry(fields={str(number): PRINT for number in range(1_001)}))),
        "more than 1,000 fields",
    ),
    "a name of a field": (lock(resources=personas(cara=entry(fields={"a\x00": PRINT}))), "control character"),
    "a key with a slash": (lock(resources={"persona": {"../cara": entry()}}), "leads to another folder"),
    "a key with a backslash": (lock(resources={"persona": {"..\\cara": entry()}}), "leads to another folder"),
    "a key of dots": (lock(resources={"persona": {"..": entry()}}), "no file has that name"),
    "a key with an override": (lock(resources={"persona": {f"c{BIDI}ara": entry()}}), "invisible or a control"),
    "a key without width": (lock(resources={"persona": {f"c{ZERO_WIDTH}ara": entry()}}), "invisible or a control"),
    "an empty key": (lock(resources={"tool": {"": entry()}}), "no file has that name"),
    "a long key": (lock(resources={"tool": {"a" * 2_000: entry()}}), "longer than"),
    "a document without a group": (lock(resources={"document": {"a.md": entry()}}), "GROUP/FILENAME"),
    "a document above its group": (lock(resources={"document": {"faq/../a.md": entry()}}), "another folder"),
    "one id under two keys": (lock(resources=personas(cara=entry(), dora=entry())), "is also the id of persona cara"),
    "a leftover in use": (
        lock(resources={"llm": {"own": entry()}}, leftovers={"llm": {"own": [{"id": ID, "fields": {}}]}}),
        "has the id that llm own has now",
    ),
    "a leftover in use elsewhere": (
        lock(resources={"llm": {"own": entry()}}, leftovers={"llm": {"other": [ID]}}),
        "has the id that llm own has now",
    ),
    "a leftover persona": (lock(leftovers=personas(cara=[ID])), "never replaces a persona"),
    "an odd leftover": (lock(leftovers={"llm": {"own": [{"id": "a/b", "fields": {}}]}}), "cannot be an id"),
    "a leftover with more": (lock(leftovers={"llm": {"own": [{"id": ID, "force": True}]}}), "force is not known"),
    "a time": (lock(pending=personas(cara=pending(startedAt="yesterday"))), "not a time in UTC"),
    "what it replaces": (lock(pending=personas(cara=pending(replaces="../x"))), "cannot be an id"),
    "an account": (lock(account="profile:\x1b]0;x\x07", resources=personas(cara=entry())), "control character"),
    "an origin": (lock(origin=f"https://{BIDI}x", resources=personas(cara=entry())), "control character"),
    "a version that is true": ('{"version": true, "platforms": {}}', "version must be a whole number"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_line_that_names_the_entry(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_lock(text, Path("personactl.lock"))
    error = caught.value
    assert said in error.message
    assert error.exit_status == 2
    shown = f"{error.message}{error.where}{error.hint}"
    assert shown.isprintable()
    assert BIDI not in shown
    assert "remove the entry: 'git log -p -- personactl.lock' shows who wrote it" in error.hint
    assert error.where.startswith("personactl.lock:") or '"version": true' in text


def test_no_character_that_nobody_sees_can_be_stored() -> None:
    unseen = [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F)]
    unseen += [*range(0x2060, 0x206A), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000)]
    assert [hex(code) for code in unseen if is_date(f"a{chr(code)}")] == []


@pytest.mark.parametrize("key", ["cara", "größe", 'quo"te', "a.b", "日本"])
def test_the_line_is_that_of_the_entry(key: str) -> None:
    text = lock(resources={"tool": {"first": entry(id="one"), key: entry(id="a/b"), "last": entry(id="two")}})
    for written in (text, json.dumps(json.loads(text), indent=1, ensure_ascii=False)):
        with pytest.raises(UsageError) as caught:
            parse_lock(written, Path("personactl.lock"))
        line = written.splitlines()[int(caught.value.where.rpartition(":")[2]) - 1]
        assert '"a/b"' in line


def test_a_good_lock_with_scripts_of_all_kinds_is_read(tmp_path: Path) -> None:
    keys = ["größe", "日本", "नमस्ते", "a b", "x.y", "-dash", "👩\u200d💻", "می\u200cخواهم"]
    block = LockBlock()
    for number, key in enumerate(keys):
        block = block.with_entry(Address("persona", key), LockEntry(f"id-{number}", {"name": PRINT}, {}, ""))
    whole = Lock().with_block("profile:live", ORIGIN, block)
    write_lock(tmp_path / "personactl.lock", whole)
    assert read_lock(tmp_path / "personactl.lock") == whole


def test_a_date_of_the_platform_that_cannot_be_stored_is_left_out(tmp_path: Path) -> None:
    bad = LockEntry(ID, {"name": PRINT}, {}, "\x1b[2J")
    path = tmp_path / "personactl.lock"
    write_lock(path, Lock().with_block("profile:live", ORIGIN, LockBlock().with_entry(Address("tool", "a"), bad)))
    assert read_lock(path).block("profile:live", ORIGIN).of_kind("tool")["a"].updated_at == ""


def test_the_entries_of_one_resource_in_two_blocks_become_one() -> None:
    newer = entry(updatedAt="2026-02-02T03:04:05.678Z")
    value = {"profile:a": {"resources": personas(old=entry())}, "profile:b": {"resources": personas(new=newer)}}
    found = parse_lock(json.dumps({"version": 3, "platforms": {ORIGIN: value}}), Path("personactl.lock"))
    (block,) = found.accounts(ORIGIN).values()
    assert set(block.of_kind("persona")) == {"new"}
