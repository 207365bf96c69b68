export const PERSONAS = [
  { name: 'Bella', avatarId: 'dc9aa3e1-32f2-499e-9921-ecabac1076fc', voiceId: '6bfbe25a-979d-40f3-a92b-5394170af54b', firstGreeting: "Hi, I'm Bella." },
  { name: 'Hunter', avatarId: 'ecfb2ddb-80ec-4526-88a7-299a4738957c', voiceId: '6bfbe25a-979d-40f3-a92b-5394170af54b' },
];
async function create(p) {
  await fetch(URL, { method: 'POST', body: JSON.stringify({ name: p.name, avatarId: p.avatarId, voiceId: p.voiceId }) });
}
