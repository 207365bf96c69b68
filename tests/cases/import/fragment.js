personaConfig: {
  name: "Pia",
  avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18",
},
