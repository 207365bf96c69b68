const personaConfig = { name: "Tag", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", description: String.raw`a\nb`, initialMessage: i18n`Hello`, systemPrompt: "You are X.".replace("X", name) };
