"""PyYAML, imported without compiling its patterns.

On import, PyYAML compiles a pattern of all printable characters, and others. Its own loaders need them, and this
program uses the loader of libyaml. Each becomes a `Pattern` instead, which its first use compiles.
"""

import re
import sys

from personactl.pattern import Pattern

if "yaml" in sys.modules:
    import yaml as yaml
else:
    _compile = re.compile

    def _compile_others(source: str, flags: int = 0) -> "re.Pattern[str] | Pattern":
        """Compile a pattern, unless a module of PyYAML asks for it. Other threads may import something meanwhile."""
        asking = str(sys._getframe(1).f_globals.get("__name__"))
        return Pattern(source, flags) if asking.startswith("yaml.") else _compile(source, flags)

    re.compile = _compile_others  # type: ignore[assignment]
    try:
        import yaml as yaml
    finally:
        re.compile = _compile
