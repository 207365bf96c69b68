SYSTEM_PROMPT = """[Identity]
You are Chris.
"""
persona = Persona(
    name="Chris",
    persona_preset="eva",
    brain=Brain(system_prompt=SYSTEM_PROMPT.format(style=STYLE), personality="Witty."),
)
