payload = {"personaConfig": {"name": "Mut", "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18"}}
payload["personaConfig"]["maxSessionLengthSeconds"] = seconds
config = base | {"name": "Second", "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18", "llmId": "CUSTOMER_CLIENT_V1"}
