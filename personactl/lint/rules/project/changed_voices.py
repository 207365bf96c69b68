"""V308: a voice that differs from the last push, as recorded in the lock file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from personactl.errors import PersonactlError
from personactl.files.read_log import note_absence, note_content, note_failure
from personactl.files.regular_file import MAX_DATA_BYTES, read_regular
from personactl.fingerprint import value_fingerprint
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.project_facts import FileFacts, Voice
from personactl.lint.rule import Rule
from personactl.state.project import lock_path

if TYPE_CHECKING:
    from personactl.state.lock import LockEntry

_PERSONA: Final = "name: Cara\navatar: Cara\n"
_NEW: Final = "6bfbe25a-979d-40f3-a92b-5394170af54b"
_LOCK: Final = (
    '#> personactl.lock\n{"version": 3, "platforms": {"https://api.shop.test": {"profile:live": {"resources":'
    ' {"persona": {"example": {"id": "1", "fields": {"voiceId": "2f4b4a1f95a1f0f0c1b7a5f34f7c9d21"}, "resolved": {},'
    ' "updatedAt": ""}}}}}}}\n'
)

RULES: Final = (
    Rule(
        code="V308",
        name="voice-changed",
        summary="a voice that changed since the last push, without voice options",
        severity=Severity.info,
        why="With a new voice the platform resets the voice options, including those that were set on the platform.",
        bad=f"{_PERSONA}voiceId: {_NEW}\n{_LOCK}",
        good=f"{_PERSONA}voiceId: {_NEW}\nvoiceGenerationOptions: {{speed: 1.1}}\n{_LOCK}",
        source="the platform's published API contract",
    ),
)


def check_project(files: Sequence[FileFacts], root: Path) -> Iterator[RuleFinding]:
    voices = {one.path.stem: one.voices for one in files if one.is_persona and one.voices}
    if all(voice.options for each in voices.values() for voice in each):
        return
    for origin, profile, key, pushed in _pushed_personas(lock_path(root)):
        voice = _changed_voice(voices.get(key, ()), profile, pushed)
        if voice is not None and not voice.options:
            message = f"the voice changed since the last push to {profile or origin}, so a push resets its options"
            yield RuleFinding(
                "V308", message, "Set voiceGenerationOptions, or check how the voice sounds.", voice.path, voice.span
            )


def _changed_voice(mine: Sequence[Voice], profile: str | None, pushed: "LockEntry") -> Voice | None:
    """Return the voice that differs from the pushed one.

    If the lock does not say which profile pushed, every voice of the persona has to differ.
    """
    voice = next((one for one in mine if one.profile == profile), mine[0] if mine else None)
    compared = mine if profile is None else filter(None, [voice])
    return voice if all(_is_another(one, pushed) for one in compared) else None


def _is_another(voice: Voice, pushed: "LockEntry") -> bool:
    """Return whether the voice certainly differs; a name can only be compared if the last push used a name too."""
    if voice.id is not None:
        known = pushed.fields.get("voiceId")
        return known is not None and known != value_fingerprint(voice.id)
    names = [pin for pin in pushed.resolved if pin.startswith("voiceId: ")]
    return bool(names) and f"voiceId: {voice.name}" not in names


def _pushed_personas(path: Path) -> "Iterator[tuple[str, str | None, str, LockEntry]]":
    """Yield the origin, profile, key and entry of each persona in the lock at `path`.

    The profile is None if the lock names an organization instead.

    An invalid lock is treated as empty: commands that depend on it refuse it.
    """
    data = _read(path)
    if not data:
        return
    from personactl.state.lock_format.account import account_profile
    from personactl.state.lock_format.lock_file import parse_lock  # few projects that are only checked have a lock

    try:
        lock = parse_lock(data.decode(), path)
    except (PersonactlError, UnicodeDecodeError):
        return
    for origin, accounts in lock.blocks.items():
        for account, block in accounts.items():
            for key, entry in block.of_kind("persona").items():
                yield origin, account_profile(account), key, entry


def _read(path: Path) -> bytes:
    try:
        data, status = read_regular(path, MAX_DATA_BYTES)
    except FileNotFoundError:
        note_absence(path)
        return b""
    except OSError:
        note_failure()
        return b""
    note_content(path, data, status)
    return data
