"""A project in which every field of every file, and every name of a file, is hostile."""

import json
import os
from pathlib import Path
from typing import Any, Final

from tests.cli.hostile.hostile_text import HOSTILE, SENT, yaml_text

AVATAR: Final = "30fa96d0-26c4-4e55-94a0-517025942e18"
VOICE: Final = "6bfbe25a-979d-40f3-a92b-5394170af54b"
LLM: Final = "0934d97d-0c3a-4f33-91b0-5e136a0ef466"
BAD_NAMES: Final = (
    "\x1b[31mred",
    "a\n::error::pwned",
    "b\u202egnp",
    "c\x9b2J",
    "##vso[task.setvariable variable=x]y",
    "d\rpwned",
)


def write_project(folder: Path) -> None:
    """Write files that can be read, with hostile values, beside files that cannot, with hostile names."""
    hostile = yaml_text(SENT)
    for name in ("personas", "tools", "knowledge", "llms", "prompts"):
        (folder / name).mkdir(parents=True)
    (folder / "prompts" / "p.md").write_text(f"You are {HOSTILE} {{{{name}}}}\n", encoding="utf-8")
    (folder / "personas" / "cara.yaml").write_text(
        f"name: {hostile}\ndescription: {hostile}\navatarId: {AVATAR}\nvoiceId: {VOICE}\nllmId: {LLM}\ntools: [hook]\n"
        f"systemPrompt: {hostile}\ninitialMessage: {hostile}\n"
    )
    (folder / "personas" / "bo.yaml").write_text(
        f"name: bo {hostile}\navatarId: {AVATAR}\nvoiceId: {VOICE}\nllmId: {LLM}\nsystemPrompt: {hostile}\n"
    )
    (folder / "tools" / "hook.yaml").write_text(
        f"name: hook\ndescription: {hostile}\ntype: SERVER_WEBHOOK\n"
        "config: {method: POST, url: 'https://x.test/#k', headers: {X-A: hunter2}}\n".replace("#k", "?key=hunter2")
    )


def write_findings(folder: Path) -> None:
    """Write files that are wrong in hostile ways."""
    hostile = yaml_text(HOSTILE)
    wrong = (
        f"{hostile}: 1\nname: {hostile}\nnmae: {hostile}\navatarId: {hostile}\nvoice: {hostile}\nllmId: {hostile}\n"
        f"tools: [{hostile}, {{name: {hostile}, type: {hostile}, {hostile}: 1}}]\nknowledge: [{hostile}]\n"
        f"extends: {hostile}\nsystemPromptFile: {hostile}\nlanguageCode: {hostile}\n"
        f"profiles: {{{hostile}: {{name: {hostile}}}}}\nsessionOptions: {{{hostile}: {hostile}}}\n"
    )
    for number, name in enumerate((*BAD_NAMES, "plain")):
        for room in ("personas", "tools", "knowledge", "llms"):
            path = folder / room / f"{name}.yaml"
            path.write_text(wrong if number % 2 else f"name: [\n{HOSTILE.replace(chr(0), '')}", encoding="utf-8")
    (folder / "personas" / f"prompt{BAD_NAMES[0]}.yaml").write_text(f"name: x\nsystemPrompt: {hostile}\n")


def write_lock(folder: Path, origin: str) -> None:
    entry: dict[str, Any] = {"id": HOSTILE, "updatedAt": HOSTILE, "fields": {HOSTILE: HOSTILE}, HOSTILE: HOSTILE}
    block = {"personas": {"cara": entry, HOSTILE: entry}, HOSTILE: {HOSTILE: entry}, "origin": origin}
    (folder / "personactl.lock").write_text(json.dumps({"version": 1, "targets": {HOSTILE: block}, HOSTILE: HOSTILE}))


def write_settings(folder: Path) -> None:
    hostile = yaml_text(HOSTILE)
    (folder / "personactl.yaml").write_text(
        f"profile: {hostile}\nprofiles: {{{hostile}: {{apiUrl: {hostile}, keyEnv: {hostile}}}}}\n"
        f"{hostile}: {hostile}\nlint: {{ignore: [{hostile}]}}\n"
    )


def undecodable(folder: Path) -> None:
    """Write a file whose name is not UTF-8."""
    with open(os.fsencode(folder / "personas") + b"/\xff\x9b.yaml", "w") as file:  # noqa: PTH123 - a name of bytes
        file.write("nmae: 1\n")
