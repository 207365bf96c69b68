/* the front desk */
const persona = {
  // who
  name: "Finn", /* short */
  avatarId: "8a339c9f-0666-46bd-ab27-e90acd0409dc", // lean
  // avatarModel: "cara-3",
  voiceId: "6bfbe25a-979d-40f3-a92b-5394170af54b",
  llmId: "CUSTOMER_CLIENT_V1",
};
