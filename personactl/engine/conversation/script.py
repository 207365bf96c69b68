"""The part of a session's persona configuration that a conversation follows."""

from dataclasses import dataclass

from personactl.engine.wire import Json, JsonMapping

NO_LLM = "CUSTOMER_CLIENT_V1"
"""The llmId of a persona without an LLM: the client provides the words."""


@dataclass(frozen=True, slots=True)
class Script:
    """How a persona takes part in a conversation.

    - `initial_message`: the greeting, None if the model makes it up.
    - `thinks`: False for a persona without a model, which never says anything on its own.
    """

    system_prompt: str = ""
    persona_name: str | None = None
    language_code: str | None = None
    initial_message: str | None = None
    skip_greeting: bool = False
    uninterruptible_greeting: bool = False
    thinks: bool = True

    @classmethod
    def of(cls, config: JsonMapping) -> "Script":
        """Read a `personaConfig`. A key whose type is not the contract's counts as absent."""
        language = _text(config.get("languageCode"))
        return cls(
            system_prompt=_text(config.get("systemPrompt")) or "",
            persona_name=_text(config.get("name")),
            language_code=None if language == "inherit" else language,
            initial_message=_text(config.get("initialMessage")),
            skip_greeting=config.get("skipGreeting") is True,
            uninterruptible_greeting=config.get("uninterruptibleGreeting") is True,
            thinks=config.get("llmId") != NO_LLM and config.get("enableAudioPassthrough") is not True,
        )


def _text(value: Json) -> str | None:
    """The text, or None if it is empty: the contract treats an empty initialMessage as absent
    (docs/platform.md#clearing-fields)."""
    return value.strip() or None if isinstance(value, str) else None
