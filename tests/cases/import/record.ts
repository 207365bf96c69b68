const personas: Record<string, PersonaConfig> = {
  shop: { name: "Shop desk", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", languageCode: "en" },
  "night": { name: "Shop desk", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", languageCode: "de" },
} as const;
