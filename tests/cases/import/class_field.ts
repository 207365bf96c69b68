@Controller("anam")
export class AnamController {
  private readonly personaConfig: PersonaConfig = { name: "Field", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", voiceId: this.config.voice };
}
