const DEFAULT_PERSONA: PersonaConfig = {
  name: 'Facilitator',
  avatarId: '30fa96d0-26c4-4e55-94a0-517025942e18',
  maxSessionLengthSeconds: 3600,
};
export async function POST(request: Request) {
  const body = (await request.json()) as SessionTokenRequest;
  const personaConfig = { ...DEFAULT_PERSONA, ...body.personaConfig };
  return mint({ personaConfig });
}
