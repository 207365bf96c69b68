import os
import requests

SYSTEM_PROMPT = """You are Cara.
Don't use "lists".
    Indented.
"""

def get_token(user: str):
    payload = {
        "personaConfig": {
            "name": "Cara",
            "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
            "voiceId": os.getenv("ANAM_VOICE_ID"),
            "llmId": os.environ.get("ANAM_LLM_ID", "0934d97d-0c3a-4f33-91b0-5e136a0ef466"),
            "avatarModel": os.environ["MODEL"],
            "systemPrompt": SYSTEM_PROMPT,
            "skipGreeting": True,
            "initialMessage": None,
        }
    }
    return requests.post(URL, headers={"Authorization": f"Bearer {KEY}"}, json=payload).json()
