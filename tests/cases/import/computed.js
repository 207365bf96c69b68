const KEY = "name";
const personaConfig = { [KEY]: "Zoe", [other()]: 1, avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", greet() { return 1; }, systemPrompt: buildPrompt("a") };
