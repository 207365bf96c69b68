"""Which language model speaks for a session: chosen from its configuration, opened once, closed with the app."""

from collections.abc import Callable
from datetime import datetime

from personactl.engine.llm.language_model import LanguageModel
from personactl.engine.offline.responder import OfflineResponder
from personactl.engine.settings import LlmSettings
from personactl.engine.wire import JsonMapping


class ModelRegistry:
    """The models of one engine, by endpoint. `endpoint` is that of the settings, None for the offline responder."""

    def __init__(self, endpoint: LlmSettings | None, *, now: Callable[[], datetime]) -> None:
        self._endpoint = endpoint
        self._now = now
        self._models: dict[LlmSettings | None, LanguageModel] = {}

    def model_for(self, config: JsonMapping) -> LanguageModel:
        """The model for a session with this `personaConfig`. May be called from any thread."""
        endpoint = self._endpoint_of(config)
        return self._models.get(endpoint) or self._models.setdefault(endpoint, self._opened(endpoint))

    async def aclose(self) -> None:
        """Close the connections of all models. No stream may be open."""
        for model in self._models.values():
            await model.aclose()

    def _endpoint_of(self, _config: JsonMapping) -> LlmSettings | None:
        """The engine has one endpoint for now, whatever LLM the configuration names."""
        return self._endpoint

    def _opened(self, endpoint: LlmSettings | None) -> LanguageModel:
        if endpoint is None:
            return OfflineResponder()
        from personactl.engine.llm.chat_completions import ChatCompletions  # loads an HTTP client: few engines need it

        return ChatCompletions(endpoint.url, endpoint.model, endpoint.key, now=self._now)
