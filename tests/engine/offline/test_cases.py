"""The offline responder on many prompts: the cases are data, in one file for each prompt or list of prompts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from personactl.engine.llm.language_model import Line, ReplyRequest
from personactl.engine.offline.responder import reply

CASES = Path(__file__).parents[2] / "cases" / "offline"


@dataclass(frozen=True)
class Case:
    name: str
    prompt: str
    user: str
    said: tuple[str, ...]
    unsaid: tuple[str, ...]


def cases() -> Iterator[Case]:
    files = sorted(CASES.glob("*.yaml"))
    assert files, f"no cases in {CASES}"
    for file in files:
        content: Any = yaml.safe_load(file.read_text("utf-8"))
        for persona in content if isinstance(content, list) else [content]:
            for asked in persona["asked"]:
                yield Case(
                    f"{file.stem}: {asked['user']}",
                    persona["prompt"],
                    asked["user"],
                    tuple(asked.get("said", ())),
                    tuple(asked.get("not", ())),
                )


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_answer_comes_from_the_prompt(case: Case) -> None:
    answer = reply(ReplyRequest(case.prompt, None, None, (Line("user", case.user),)))

    assert [part for part in case.said if part not in answer] == [], answer
    assert [part for part in case.unsaid if part in answer] == [], answer
