"""Changes of a plan's file by somebody who can read this program."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

Document = dict[str, Any]


def forge(plan: Path, change: Callable[[Document], object], *, sealed: bool = True) -> None:
    """Change the file as somebody would who can read this program: with a digest that fits, if `sealed`."""
    document: Document = json.loads(plan.read_text(encoding="utf-8"))
    change(document)
    if sealed:
        rest = {name: value for name, value in document.items() if name != "digest"}
        document["digest"] = sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    plan.write_text(json.dumps(document), encoding="utf-8")
