from textwrap import dedent
config = {
    'name': 'Dee', 'avatarId': '30fa96d0-26c4-4e55-94a0-517025942e18',
    'systemPrompt': dedent("""\
        You are Dee.
          More.
    """).strip(),
    'description': "\n".join(["a", 'b']),
    'initialMessage': r'C:\new' "\u00e9\N{BULLET}",
}
