"""Sentences without secrets: without the keys and tokens of this run, and the credentials in addresses."""

from personactl.secret import without_known_secrets


def hidden_secrets(text: str) -> str:
    """Return the text of an error or a traceback, also without whatever else looks like a secret."""
    from personactl.lint.text.secret_search import masked

    return "\n".join(map(masked, without_known_secrets(text).split("\n")))


def note_text(text: str) -> str:
    """Return the text of a note. What only looks like a secret stays, such as an id; searching for it takes longer."""
    shown = without_known_secrets(text)
    if "://" not in shown or ("@" not in shown and "=" not in shown):
        return shown
    from personactl.lint.text.secret_search import masked_addresses

    return masked_addresses(shown)
