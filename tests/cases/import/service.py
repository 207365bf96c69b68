class AnamService:
    def __init__(self):
        self.persona_config = {
            "name": "Svc",
            "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
            "systemPrompt": f"You are {'Svc'}. "
                            "Be brief.",
        }
