NAME = "Vera"
persona_config = dict(
    name=NAME,
    avatar_id="30fa96d0-26c4-4e55-94a0-517025942e18",
    system_prompt=(
        "You are Vera. "
        'You say "hello". '  # a comment
        f"You know {NAME} and {count:,} others. {{Braces}} stay."
    ),
)
