"""What a session's persona configuration means for a conversation."""

from dataclasses import dataclass

from personactl.engine.wire import Json, JsonMapping

NO_LLM = "CUSTOMER_CLIENT_V1"
"""The llmId that turns the persona's own brain off: the client brings the words."""


@dataclass(frozen=True, slots=True)
class Script:
    """`initial_message` None: the persona makes up its greeting. `thinks` False: it never says a word of its own."""

    system_prompt: str = ""
    persona_name: str | None = None
    language_code: str | None = None
    initial_message: str | None = None
    skip_greeting: bool = False
    uninterruptible_greeting: bool = False
    thinks: bool = True

    @classmethod
    def of(cls, config: JsonMapping) -> "Script":
        """From a `personaConfig`; keys of another type than the contract's count as absent."""
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
    """None for what is empty too: an empty initialMessage counts as absent (docs/platform.md#clearing-fields)."""
    return value.strip() or None if isinstance(value, str) else None
