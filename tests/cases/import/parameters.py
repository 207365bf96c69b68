async def start(persona_name: str, *, voice_id: str = "6bfbe25a-979d-40f3-a92b-5394170af54b", llm=None):
    async with httpx.AsyncClient() as client:
        await client.post(url, json={"personaConfig": {"name": persona_name, "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18", "voiceId": voice_id, "llmId": self.llm_id}})
