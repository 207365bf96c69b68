"""The settings of an engine: its database, its key, its LLM.

The clock and the sources of ids and secrets are settings too, so that a test can replace them.
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
    """256 random bits, URL-safe and without a dot: a dot tells a session token from a key."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible endpoint.

    - `url`: the address that `/chat/completions` is appended to.
    - `model`: the model's name at that endpoint.
    - `key`: None for a server that takes none.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "LlmSettings | None":
        """Read `PERSONACTL_LLM_URL`, `_MODEL` and `_KEY`. None without a URL: then the offline responder answers.

        Raises `SettingsError` if the URL is not http(s), if only one of URL and model is named, or if the key is empty.
        """
        url = env.get("PERSONACTL_LLM_URL", "").strip()
        if not url and env.get("PERSONACTL_LLM_MODEL", "").strip():
            raise SettingsError(
                "the model of an LLM is set, but no URL",
                where="PERSONACTL_LLM_URL",
                hint="set it to the base URL of the LLM, or unset PERSONACTL_LLM_MODEL to hear the offline responder",
            )
        if not url:
            return None
        if not url.startswith(("http://", "https://")):
            raise SettingsError(
                "the LLM's URL must begin with http:// or https://",
                where="PERSONACTL_LLM_URL",
                hint="give the base URL of the LLM, for example https://llm.example.com/v1",
            )
        model = env.get("PERSONACTL_LLM_MODEL", "").strip()
        if not model:
            raise SettingsError(
                "an LLM URL is set, but no model",
                where="PERSONACTL_LLM_MODEL",
                hint="set it to the model's name at that endpoint",
            )
        key = env.get("PERSONACTL_LLM_KEY")
        if key is not None and not key.strip():
            raise SettingsError(
                "the key of the LLM is set but empty",
                where="PERSONACTL_LLM_KEY",
                hint="set it to the key of the LLM, or unset it for an LLM that takes none",
            )
        return cls(url=url.rstrip("/"), model=model, key=None if key is None else key.strip())


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine is opened with.

    - `database_url`: `sqlite:///PATH`, a bare path (SQLite too), or `postgresql://USER@HOST/DATABASE`.
    - `key`: used instead of the key in the database, and not stored. None to use that of the database.
    - `llm`: None for the offline responder.
    - `session_limit`: the largest number of sessions that are live at the same time.
    - `strict`: refuse what the platform silently ignores, such as unknown keys and pages out of range.
    - `document_processing_s`: seconds from the upload of a document to its processing.
    - `now`, `new_id`, `new_secret`: the clock and the sources of ids and secrets.
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
