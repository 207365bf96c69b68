PROMPT = "You are {name}."
persona = {"name": "Fmt", "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18", "systemPrompt": PROMPT.format(name="x"), "description": "%s" % x, **defaults}
