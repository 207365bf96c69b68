exports.persona = Object.freeze({ name: 'Del', avatarId: '30fa96d0-26c4-4e55-94a0-517025942e18', voiceGenerationOptions: { speed: 1.05, stability: .5 } });
