"""Where "too much" begins, for the rules that have to draw a line which no platform draws: a project may move it."""

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """`prompt_tokens` is the longest system prompt, `greeting_words` the longest greeting that no rule speaks of."""

    prompt_tokens: int = 8000
    greeting_words: int = 60
