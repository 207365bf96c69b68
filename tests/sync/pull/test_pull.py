"""What a pull takes over, what it leaves alone, and the text of the files afterwards."""

import pytest

from personactl.api.personas import create_persona, delete_persona, update_persona
from personactl.json_value import JsonValue
from personactl.sync.pull.pull_result import PullStatus
from tests.sync.pull.pull_workspace import PullWorkspace
from tests.sync.workspace import ADAMS_VOICE, CARA, CARAS_VOICE, JULIA, LUCYS_VOICE

_CARA = f"""\
# The front desk.
name: Cara # as visitors see her
description: 'Front desk'
avatarId: {CARA}
avatarModel: cara-4
voiceId: {CARAS_VOICE}

voiceDetectionOptions: {{endOfSpeechSensitivity: 0.5}} # patient
systemPrompt: >
  You are Cara,
  and you are kind.

  Be brief.
"""


def _linked(workspace: PullWorkspace, text: str = _CARA, **fields: JsonValue) -> str:
    """Write a persona file that the platform and the lock agree with. Returns the persona's id."""
    workspace.write("personas/cara.yaml", text)
    whole: dict[str, JsonValue] = {
        "name": "Cara",
        "description": "Front desk",
        "avatarId": CARA,
        "voiceId": CARAS_VOICE,
        "voiceDetectionOptions": {"endOfSpeechSensitivity": 0.5},
        "systemPrompt": "You are Cara, and you are kind.\nBe brief.\n",
        **fields,
    }
    made = workspace.do(lambda client: create_persona(client, whole))
    assert workspace.statuses()["persona cara"] is PullStatus.learned
    return made.id


def _change(workspace: PullWorkspace, remote_id: str, **fields: JsonValue) -> None:
    workspace.do(lambda client: update_persona(client, remote_id, fields))


def test_values_change_in_place_and_nothing_else_changes(pulling: PullWorkspace) -> None:
    cara = _linked(pulling)
    _change(
        pulling,
        cara,
        description="It's the back desk",
        voiceDetectionOptions={"endOfSpeechSensitivity": 0.75},
        systemPrompt="You are Cara, and you are calm.\nBe brief.\n",
    )

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    wanted = _CARA.replace("'Front desk'", "'It''s the back desk'").replace("0.5", "0.75").replace("kind", "calm")
    assert pulling.text("personas/cara.yaml") == wanted
    assert pulling.differing() == []


def test_a_change_of_the_file_alone_is_kept_and_named(pulling: PullWorkspace) -> None:
    cara = _linked(pulling)
    mine = _CARA.replace("Front desk", "My desk")
    pulling.write("personas/cara.yaml", mine)
    _change(pulling, cara, voiceId=ADAMS_VOICE)

    (item,) = pulling.pull().items

    assert (item.status, item.kept) == (PullStatus.updated, ("description",))
    assert pulling.text("personas/cara.yaml") == mine.replace(CARAS_VOICE, ADAMS_VOICE)
    (again,) = pulling.pull().items
    assert (again.status, again.kept) == (PullStatus.kept, ("description",))


@pytest.mark.parametrize(("winner", "kept"), [("ours", "My desk"), ("theirs", "Their desk")])
def test_a_conflict_writes_nothing_until_it_is_decided(pulling: PullWorkspace, winner: str, kept: str) -> None:
    cara = _linked(pulling)
    mine = _CARA.replace("Front desk", "My desk")
    pulling.write("personas/cara.yaml", mine)
    _change(pulling, cara, description="Their desk", voiceId=ADAMS_VOICE)

    assert pulling.statuses() == {"persona cara": PullStatus.conflict}
    assert pulling.text("personas/cara.yaml") == mine

    pulling.pull(on_conflict="ours" if winner == "ours" else "theirs")
    assert pulling.text("personas/cara.yaml") == _CARA.replace("Front desk", kept).replace(CARAS_VOICE, ADAMS_VOICE)
    assert pulling.statuses()["persona cara"] in {PullStatus.kept, PullStatus.unchanged}


def test_a_value_from_another_file_is_overridden_in_the_file_itself(pulling: PullWorkspace) -> None:
    base = f"voiceId: {CARAS_VOICE}\nskipGreeting: true\ntoolIds: []\n"
    pulling.write("personas/_base.yaml", base)
    text = _CARA.replace(f"voiceId: {CARAS_VOICE}\n", "extends: _base.yaml\n")
    cara = _linked(pulling, text, skipGreeting=True)
    _change(pulling, cara, voiceId=ADAMS_VOICE, skipGreeting=False)

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    assert pulling.text("personas/_base.yaml") == base
    assert f"voiceId: {ADAMS_VOICE}\n" in pulling.text("personas/cara.yaml")
    assert pulling.differing() == []


def test_a_value_that_a_file_cannot_express_fails_and_changes_nothing(pulling: PullWorkspace) -> None:
    pulling.write("personas/_base.yaml", "voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: 5}\n")
    text = f"extends: _base.yaml\n{_CARA}"
    options: dict[str, JsonValue] = {"endOfSpeechSensitivity": 0.5}
    cara = _linked(pulling, text, voiceDetectionOptions={**options, "silenceBeforeSkipTurnSeconds": 5})
    _change(pulling, cara, voiceDetectionOptions=options, description="theirs")

    (item,) = pulling.pull().items

    assert item.status is PullStatus.failed
    assert item.error is not None
    assert "cannot express what the platform holds in voiceDetectionOptions.silence" in item.error.message
    assert pulling.text("personas/cara.yaml") == text


def test_a_value_of_a_profile_changes_in_the_profile(pulling: PullWorkspace) -> None:
    text = f"{_CARA}profiles:\n  test:\n    voiceId: {ADAMS_VOICE} # only here\n  other: {{description: x}}\n"
    cara = _linked(pulling, text, voiceId=ADAMS_VOICE)
    _change(pulling, cara, voiceId=CARAS_VOICE, avatarId=JULIA)

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    assert pulling.text("personas/cara.yaml") == text.replace(ADAMS_VOICE, CARAS_VOICE).replace(CARA, JULIA)
    assert pulling.differing() == []


def test_a_value_that_one_target_lost_stays_for_the_others(pulling: PullWorkspace) -> None:
    text = f"{_CARA}profiles:\n  test:\n    description: For tests # only here\n"
    cara = _linked(pulling, text, description="For tests")
    _change(pulling, cara, description="")

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    assert pulling.text("personas/cara.yaml") == text.replace("For tests", '""')
    assert pulling.differing() == []


def test_a_prompt_file_keeps_its_comments_line_ends_and_lines(pulling: PullWorkspace) -> None:
    prompt = "# Goal\r\n<!-- personactl: ignore[P411] -->\r\nBe brief.\r\nBe kind.\r\n\r\n"
    pulling.write("personas/prompts/cara.md", prompt)
    text = _CARA[: _CARA.index("systemPrompt")] + "systemPromptFile: prompts/cara.md\n"
    cara = _linked(pulling, text, systemPrompt="# Goal\nBe brief.\nBe kind.")
    _change(pulling, cara, systemPrompt="# Goal\nBe brief.\nBe calm.\nAlways.")

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    assert pulling.text("personas/cara.yaml") == text
    assert pulling.text("personas/prompts/cara.md") == prompt.replace("Be kind.", "Be calm.\r\nAlways.")
    _change(pulling, cara, systemPrompt="no file can hold this \n")
    (item,) = pulling.pull().items
    assert item.status is PullStatus.updated
    assert "systemPromptFile" not in pulling.text("personas/cara.yaml")
    assert "the prompt is in cara.yaml itself from now on" in item.notes[0]
    assert item.notes[0].endswith("and prompts/cara.md is no longer used")
    assert pulling.differing() == []


def test_a_prompt_file_that_others_use_is_left_alone(pulling: PullWorkspace) -> None:
    pulling.write("personas/prompts/all.md", "Be kind.\n")
    text = _CARA[: _CARA.index("systemPrompt")] + "systemPromptFile: prompts/all.md\n"
    pulling.write("personas/other.yaml", text.replace("name: Cara", "name: Other"))
    cara = _linked(pulling, text, systemPrompt="Be kind.")
    _change(pulling, cara, systemPrompt="Be calm.")

    (item,) = (item for item in pulling.pull().items if item.address.key == "cara")

    assert item.status is PullStatus.updated
    moved = "the prompt is in prompts/cara.md from now on, and prompts/all.md stays as it is for the files that use it"
    assert item.notes == (moved,)
    assert pulling.text("personas/prompts/all.md") == "Be kind.\n"
    assert pulling.text("personas/prompts/cara.md") == "Be calm.\n"


def test_a_name_of_the_catalogue_stays_a_name(pulling: PullWorkspace) -> None:
    text = _CARA.replace(f"voiceId: {CARAS_VOICE}", "voice: Cara # hers").replace(f"avatarId: {CARA}", "avatar: Cara")
    cara = _linked(pulling, text)
    _change(pulling, cara, voiceId=LUCYS_VOICE)

    assert pulling.statuses() == {"persona cara": PullStatus.updated}

    assert pulling.text("personas/cara.yaml") == text.replace("voice: Cara", "voice: Lucy - Fresh & Casual")
    assert pulling.differing() == []


def test_a_resource_deleted_on_the_platform_keeps_its_file(pulling: PullWorkspace) -> None:
    cara = _linked(pulling)
    pulling.do(lambda client: delete_persona(client, cara))

    assert pulling.statuses() == {"persona cara": PullStatus.gone}
    assert pulling.text("personas/cara.yaml") == _CARA


def test_a_file_that_somebody_changes_meanwhile_is_not_overwritten(pulling: PullWorkspace) -> None:
    cara = _linked(pulling)
    _change(pulling, cara, description="theirs")
    before = pulling.locked

    pull = pulling.pull(between=lambda: pulling.write("personas/cara.yaml", "name: mine\n"))

    assert [item.status for item in pull.items] == [PullStatus.failed]
    assert pulling.text("personas/cara.yaml") == "name: mine\n"
    assert pulling.locked == before
