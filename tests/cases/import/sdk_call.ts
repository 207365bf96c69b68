import { unsafe_createClientWithApiKey } from '@anam-ai/js-sdk';

const client = unsafe_createClientWithApiKey('your-api-key', {
  name: 'Leo',
  avatarId: '121d5df1-3f3e-4a48-a237-8ff488e9eed8',
  voiceId: 'b7274f87-8b72-4c5b-bf52-954768b28c75',
  llmId: '0934d97d-0c3a-4f33-91b0-5e136a0ef466',
  maxSessionLengthSeconds: 5 * 60,
}, { voiceDetection: { endOfSpeechSensitivity: 0.7 } });
