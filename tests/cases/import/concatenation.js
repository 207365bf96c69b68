const personaConfig = {
  name: "Ada" + " " + "Lantern",
  avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18",
  systemPrompt: "You are Ada. " +
    'Keep it short.\n' + // a break
    "Ask " + 1 + " question at a time.",
};
