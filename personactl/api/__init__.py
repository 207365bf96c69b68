"""The only room of the client that speaks HTTP.

`httpx` imports its own command line if the libraries for that happen to be installed: Click and Pygments, which no
command of ours uses. This package is imported before any of its modules, and loads `httpx` without it.
"""

import sys

_COMMAND_LINE = "httpx._main"

if "httpx" not in sys.modules:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # makes the import of that module fail (importlib's docs)
    import httpx as httpx

    del sys.modules[_COMMAND_LINE]
