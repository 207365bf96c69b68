const openCalendar = {
  type: "client", name: "open_calendar", description: "Opens the calendar. Call it once the caller has named a day.",
  parameters: { type: "object", properties: { day: { type: "string", description: "The day, as 2027-01-31." } }, required: ["day"] },
} as const;
export const personaConfig = {
  name: "Cal", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", voiceId: "6bfbe25a-979d-40f3-a92b-5394170af54b",
  systemPrompt: "Call open_calendar once the caller has named a day.",
  tools: [openCalendar, { type: "server", subtype: "webhook", name: "book", description: "Books.", url: `${BASE}/book`, method: "POST" }],
};
