"""`GET /engine`: lets a client see that it talks to the embedded engine, and where text goes. Not the platform's."""

from starlette.responses import JSONResponse

from personactl import __version__
from personactl.engine.http.call import Call


def describe(_call: Call) -> JSONResponse:
    return JSONResponse({"engine": "personactl", "version": __version__, "text": "/text"})
