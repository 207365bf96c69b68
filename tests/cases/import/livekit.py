avatar = anam.AvatarSession(
    persona_config=anam.PersonaConfig(
        name="Quiz master",
        avatarId="30fa96d0-26c4-4e55-94a0-517025942e18",
    ),
    api_key=os.getenv("ANAM_API_KEY"),
)
