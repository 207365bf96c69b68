export const PERSONAS: PersonaConfig[] = [
  { name: "Host", personaId: "4314d606-bab4-5fc8-808b-878c43ae6a4c", systemPrompt: "You are the host.", category: "Talk" },
];
