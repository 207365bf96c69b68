"""Where this personactl came from, as another machine would have to ask for it."""

import json
from importlib.metadata import PackageNotFoundError, distribution

from personactl import __version__


def requirement() -> str:
    """What to give to pip or pipx: the Git commit that this was installed from, else this version by its name."""
    return as_requirement(_origin())


def as_requirement(origin: str | None) -> str:
    """`origin` is the text of `direct_url.json`, in which installers note where a package came from (PEP 610)."""
    match json.loads(origin or "{}"):
        case {"url": str(url), "vcs_info": {"vcs": "git", "commit_id": str(commit)}} if (
            url.startswith("https://") and "@" not in url
        ):
            return f"personactl @ git+{url}@{commit}"
        case _:
            return f"personactl=={__version__}"


def _origin() -> str | None:
    try:
        return distribution("personactl").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
