import dedent from "dedent";
export default {
  name: "Ken",
  avatarId: "ccf00c0e-7302-455b-ace2-057e0cf58127",
  systemPrompt: dedent`
    You are Ken.
      Indented.

    Bye.
  `,
} satisfies PersonaConfig;
