let voice = "6bfbe25a-979d-40f3-a92b-5394170af54b";
voice = pick();
let late;
late = "cara-4";
const personaConfig = { name: "Kim", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", voiceId: voice, avatarModel: late };
