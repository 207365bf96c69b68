"""`GET /engine`: lets a client see that it talks to the embedded engine, and where text goes. Not the platform's."""

from personactl import __version__
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call


def describe(_call: Call) -> JsonAnswer:
    return JsonAnswer({"engine": "personactl", "version": __version__, "text": "/text"})
