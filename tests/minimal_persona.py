"""Projects of small personas, for tests that push often."""

from pathlib import Path


def write_persona(project: Path, key: str, description: str, name: str | None = None) -> None:
    """Write a persona without findings that needs no other file."""
    folder = project / "personas"
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.yaml").write_text(
        f"name: {name or key.title()}\ndescription: {description}\n"
        "avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\n"
        "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
        "llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n"
        "systemPrompt: You answer questions about opening hours in one short spoken sentence.\n"
    )
