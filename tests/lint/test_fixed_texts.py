"""The exact text after unsafe fixes of spoken texts and prompts."""

from pathlib import Path

import pytest

from personactl.lint.fixes import Fixer
from personactl.lint.rule_selection import Selection
from tests.lint.catalogue_sample import STOCK

_WHO = "name: Cara\navatar: Cara\nvoice: Lucy\n"


def _fixed_text(root: Path, code: str, text: str) -> str:
    path = root / "cara.yaml"
    path.write_text(text, encoding="utf-8")
    [change] = Fixer([path], root, Selection(frozenset({code})), unsafe=True, catalogue=STOCK).fixed().changes
    return change.after


def test_a_list_in_the_greeting_becomes_a_sentence(tmp_path: Path) -> None:
    greeting = "initialMessage: |\n  Guten Tag. Ich helfe mit\n  - Lampen\n  - Birnen\nlanguageCode: de # hears\n"
    said = "initialMessage: |\n  Guten Tag. Ich helfe mit Lampen und Birnen.\nlanguageCode: de # hears\n"

    assert _fixed_text(tmp_path, "G502", _WHO + greeting) == _WHO + said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "systemPrompt: You are Cara, and you sell lamps to all the people.\n",
            "systemPrompt: You are Cara, and you sell lamps to all the people. Keep answers under fifty words.\n",
        ),
        (
            "systemPrompt: |\n  You are Cara,\n  and you sell lamps to the people.\n\ndescription: x\n",
            "systemPrompt: |\n  You are Cara,\n  and you sell lamps to the people.\n\n"
            "  Keep answers under fifty words.\n\ndescription: x\n",
        ),
    ],
)
def test_advice_is_added_at_the_end_of_the_prompt(before: str, after: str, tmp_path: Path) -> None:
    assert _fixed_text(tmp_path, "P404", _WHO + before) == _WHO + after


def test_advice_is_not_added_in_another_language(tmp_path: Path) -> None:
    (tmp_path / "cara.yaml").write_text(f"{_WHO}systemPrompt: Du bist Cara und die Stimme des Ladens.\n", "utf-8")

    assert not Fixer([tmp_path / "cara.yaml"], tmp_path, Selection(frozenset({"P404"})), unsafe=True).fixed().changes


def test_unsupported_voice_options_are_removed_and_numbers_are_clamped(tmp_path: Path) -> None:
    who = "name: Cara\navatar: Cara\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b # Cara\n"
    options = "voiceGenerationOptions:\n  stability: 0.5\n  speed: 0.5 # slow\n"

    assert _fixed_text(tmp_path, "V311", who + options) == f"{who}voiceGenerationOptions:\n  speed: 0.5 # slow\n"
    assert _fixed_text(tmp_path, "V312", who + options) == who + options.replace("speed: 0.5", "speed: 0.6")
