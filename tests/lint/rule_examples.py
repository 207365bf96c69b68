"""The examples in a rule's documentation, as files: `#> prompts/cara.md` begins another one."""

import re
from pathlib import Path

_NEXT = re.compile(r"^#> (.+)\n", re.MULTILINE)


def write_example(root: Path, text: str) -> list[Path]:
    """Make the example's project below `root`; the persona files in it are returned, the first file first."""
    first, *others = _NEXT.split(text)
    files = {"personas/example.yaml": first, **dict(zip(others[::2], others[1::2], strict=True))}
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    return [root / name for name in files if name.endswith(".yaml")]
