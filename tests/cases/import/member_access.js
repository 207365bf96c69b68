const AVATAR_DEFAULTS = { name: 'Tony', avatarId: '6cc28442-cccd-42a8-b6e4-24b7210a09c5', voiceId: '91b4ce0f-4fc0-11f1-84b0-52bacf74fa75' };
const LLMS = ['0934d97d-0c3a-4f33-91b0-5e136a0ef466'];
const body = { personaConfig: { name: AVATAR_DEFAULTS.name, avatarId: AVATAR_DEFAULTS['avatarId'], voiceId: AVATAR_DEFAULTS.voiceId, llmId: LLMS[0] } };
