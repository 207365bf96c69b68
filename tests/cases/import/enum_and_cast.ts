enum Model { Fast = "cara-3", Best = "cara-4" }
const cfg = <PersonaConfig>{ name: "Tia", avatarId: ("30fa96d0-26c4-4e55-94a0-517025942e18" as Uuid)!, avatarModel: Model.Best, maxSessionLengthSeconds: 1_200 };
