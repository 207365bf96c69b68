const res = await axios.post(URL, {
  personaConfig: {
    name: "Nora",
    avatarId: process.env.ANAM_AVATAR_ID ?? "30fa96d0-26c4-4e55-94a0-517025942e18",
    avatarModel: process.env.ANAM_AVATAR_MODEL || "cara-4",
    voiceId: process.env.ANAM_VOICE_ID!,
    llmId: import.meta.env.VITE_LLM as string,
  },
});
