"""Who thinks up the words of this engine: the endpoint that was configured, or the offline responder."""

from personactl.engine.llm.language_model import LanguageModel
from personactl.engine.offline.responder import OfflineResponder
from personactl.engine.settings import EngineSettings


def language_model(settings: EngineSettings) -> LanguageModel:
    llm = settings.llm
    if llm is None:
        return OfflineResponder()
    from personactl.engine.llm.chat_completions import ChatCompletions  # brings an HTTP client, which few engines need

    return ChatCompletions(llm.url, llm.model, llm.key, now=settings.now)
