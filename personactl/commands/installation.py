"""Where this personactl came from, as another machine would have to ask for it."""

import json
from importlib.metadata import PackageNotFoundError, distribution

from personactl import __version__


def requirement() -> str | None:
    """What to give to pip or pipx: the Git commit that this was installed from, or this version by its name where it
    came from a registry. None where no other machine can have it from there, such as a folder of this one."""
    try:
        return as_requirement(distribution("personactl").read_text("direct_url.json"))
    except PackageNotFoundError:
        return None


def as_requirement(origin: str | None) -> str | None:
    """`origin` is the text of `direct_url.json`, in which installers note where a package came from (PEP 610); they
    write none for a package that they asked a registry for."""
    if origin is None:
        return f"personactl=={__version__}"
    match json.loads(origin):
        case {"url": str(url), "vcs_info": {"vcs": "git", "commit_id": str(commit)}} if (
            url.startswith("https://") and "@" not in url
        ):
            return f"personactl @ git+{url}@{commit}"
        case _:
            return None
