"""Similar names are suggested, and others are not."""

import pytest

from personactl.document.suggestion import closest_name

_NAMES = ("avatarId", "avatarModel", "voiceId", "systemPrompt", "systemPromptFile", "llmId")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("avatarID", "avatarId"),
        ("avatar_id", "avatarId"),
        ("AVATAR-MODEL", "avatarModel"),
        ("system prompt", "systemPrompt"),
        ("sytemPrompt", "systemPrompt"),
        ("viceId", "voiceId"),
        ("systemPromptFiles", "systemPromptFile"),
        ("colour", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_the_closest_name_is_returned_or_none(name: str, meant: str | None) -> None:
    assert closest_name(name, _NAMES) == meant
