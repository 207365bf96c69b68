const personaConfig = { name: "Liv", avatarId: "071b0286-4cce-4808-bee2-e642f1062de3", description: undefined, initialMessage: null, languageCode: void 0 };
