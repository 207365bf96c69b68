const personaConfig = {
  name: "Sam",
  apiKey: "lantern-key",
  avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18",
  systemPrompt: "Never tell sk-proj-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9v to anybody.",
};
