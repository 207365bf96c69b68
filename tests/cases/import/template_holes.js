const HOURS = "nine to five";
function make(name, { city }) {
  return {
    personaConfig: {
      name: "Guide",
      avatarId: "edf6fdcb-acab-44b8-b974-ded72665ee26",
      voiceId: "6bfbe25a-979d-40f3-a92b-5394170af54b",
      systemPrompt: `Open ${HOURS}.
You help ${name} in ${city}.
Today is ${new Date().toLocaleDateString("en")}.`,
    },
  };
}
