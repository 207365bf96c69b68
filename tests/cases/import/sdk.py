from anam import AnamClient, PersonaConfig
from anam.types import DirectorNotes, SessionOptions

client = AnamClient(
    api_key="your-api-key",
    persona_config=PersonaConfig(
        name="Mia",
        avatar_id="edf6fdcb-acab-44b8-b974-ded72665ee26",
        avatar_model="cara-4",
        voice_id="6bfbe25a-979d-40f3-a92b-5394170af54b",
        llm_id="0934d97d-0c3a-4f33-91b0-5e136a0ef466",
        system_prompt="You are Mia, who sells lanterns in a small shop at the harbour, and you know every kind of them.",
        max_session_length_seconds=10 * 60,
        director_notes=DirectorNotes(preset_style="warm", expressivity=0.5),
    ),
    session_options=SessionOptions(enable_session_replay=False, video_quality="auto"),
)
