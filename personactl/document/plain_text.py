"""Which files hold plain text or Markdown, such as prompts, instead of YAML."""

from pathlib import Path
from typing import Final

PLAIN_TEXT: Final = frozenset({".md", ".markdown", ".txt", ".text", ".prompt"})
"""The suffixes of their names."""


def is_plain_text(path: Path) -> bool:
    return path.suffix.lower() in PLAIN_TEXT
