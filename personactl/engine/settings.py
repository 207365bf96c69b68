"""What an engine is started with: where its state lives, which key it takes, which LLM speaks.

Clock and randomness are settings too, so that a test can hold them still.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from personactl.engine.clock import utc_now
from personactl.engine.errors import SettingsError


def new_uuid() -> str:
    return str(uuid4())


def new_secret() -> str:
    """256 bits that nobody can guess, URL-safe and without a dot (a dot is what tells a token from a key)."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible endpoint: `url` ends where `/chat/completions` is appended; `key` may be absent."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "LlmSettings | None":
        """From `PERSONACTL_LLM_URL`, `_MODEL`, `_KEY`; None without a URL, where the offline responder answers.

        Raises `SettingsError` for a URL that is not http(s), or that comes without a model.
        """
        url = env.get("PERSONACTL_LLM_URL", "").strip()
        if not url:
            return None
        if not url.startswith(("http://", "https://")):
            raise SettingsError(
                "the LLM's URL must begin with http:// or https://",
                where="PERSONACTL_LLM_URL",
                hint="for example https://llm.example.com/v1",
            )
        model = env.get("PERSONACTL_LLM_MODEL", "").strip()
        if not model:
            raise SettingsError(
                "an LLM URL is set, but no model",
                where="PERSONACTL_LLM_MODEL",
                hint="set it to the model's name at that endpoint",
            )
        return cls(url=url.rstrip("/"), model=model, key=env.get("PERSONACTL_LLM_KEY", "").strip() or None)


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`database_url` is `sqlite:///PATH`, a bare path (SQLite too), or `postgresql://USER@HOST/DATABASE`.

    `key` replaces the key that the database was given on its first start; it is not stored.
    `session_limit` is how many sessions may be live at once. `strict` refuses what the platform silently
    ignores: unknown keys, pages out of range. An uploaded document is processed `document_processing_s` after
    its upload.
    """

    database_url: str
    key: str | None = field(default=None, repr=False)
    llm: LlmSettings | None = None
    session_limit: int = 10
    strict: bool = False
    document_processing_s: float = 0.5
    now: Callable[[], datetime] = utc_now
    new_id: Callable[[], str] = new_uuid
    new_secret: Callable[[], str] = new_secret
