const AVATARS: AvatarOption[] = [
  { id: "30fa96d0-26c4-4e55-94a0-517025942e18", name: "Cara", voiceId: "6bfbe25a-979d-40f3-a92b-5394170af54b" },
  { id: "121d5df1-3f3e-4a48-a237-8ff488e9eed8", name: "Leo", voiceId: "b7274f87-8b72-4c5b-bf52-954768b28c75" },
];
const token = await mint({ personaConfig: { name: "Interviewer", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", brainType: "ANAM_GPT_4O_MINI_V1" } });
