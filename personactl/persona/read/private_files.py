"""Files that hold keys or belong to other programs: no file of a project may name one, because its content leaves the
machine.

The decision is made by the name alone, so that it costs nothing and says the same on every machine. A name is taken as
a file system may take it: without regard to case, to characters without width, to the form of accents, to dots and
blanks at its end, to streams, and to the short names of Windows. What is in a file with a harmless name is searched for
secrets before it is sent (`commands.project.sent_secrets`).
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from personactl.files.repository import is_inside, real_path, repository
from personactl.pattern import Pattern

_FOLDERS: Final = {
    ".git": "it belongs to git",
    ".hg": "it belongs to Mercurial",
    ".svn": "it belongs to Subversion",
    ".ssh": "it may hold a private key",
    ".gnupg": "it may hold a private key",
    ".password-store": "it may hold passwords",
    ".aws": "it may hold the keys of a cloud",
    ".azure": "it may hold the keys of a cloud",
    ".gcloud": "it may hold the keys of a cloud",
    ".oci": "it may hold the keys of a cloud",
    ".kube": "it may hold the keys of a cluster",
    ".docker": "it may hold the keys of a registry",
    ".terraform": "it may hold the state of a cloud",
    ".terraform.d": "it may hold the keys of a cloud",
}
_FILES: Final = {
    "keys.json": "it may hold personactl's own keys",
    ".netrc": "it may hold passwords",
    "_netrc": "it may hold passwords",
    ".authinfo": "it may hold passwords",
    ".pgpass": "it may hold passwords",
    ".my.cnf": "it may hold passwords",
    ".mylogin.cnf": "it may hold passwords",
    ".htpasswd": "it may hold passwords",
    ".git-credentials": "it may hold passwords",
    ".gitconfig": "it belongs to git",
    ".npmrc": "it may hold the key of a registry",
    ".yarnrc": "it may hold the key of a registry",
    ".yarnrc.yml": "it may hold the key of a registry",
    ".pypirc": "it may hold the key of a registry",
    ".dockercfg": "it may hold the keys of a registry",
    ".dockerconfigjson": "it may hold the keys of a registry",
    "kubeconfig": "it may hold the keys of a cluster",
    ".boto": "it may hold the keys of a cloud",
    ".s3cfg": "it may hold the keys of a cloud",
    ".terraformrc": "it may hold the keys of a cloud",
    "terraform.rc": "it may hold the keys of a cloud",
    "application_default_credentials.json": "it may hold the keys of a cloud",
    ".vault-token": "it may hold a token",
    ".envrc": "it may hold keys",
    "id_rsa": "it may be a private key",
    "id_dsa": "it may be a private key",
    "id_ecdsa": "it may be a private key",
    "id_ecdsa_sk": "it may be a private key",
    "id_ed25519": "it may be a private key",
    "id_ed25519_sk": "it may be a private key",
}
_ENDINGS: Final = {
    ".pem": "it may be a private key",
    ".key": "it may be a private key",
    ".p8": "it may be a private key",
    ".ppk": "it may be a private key",
    ".p12": "it is a store of keys",
    ".pfx": "it is a store of keys",
    ".jks": "it is a store of keys",
    ".keystore": "it is a store of keys",
    ".kdbx": "it is a store of passwords",
    ".keychain": "it is a store of passwords",
    ".keychain-db": "it is a store of passwords",
    ".tfstate": "it may hold the state of a cloud",
    ".tfvars": "it may hold the keys of a cloud",
    ".env": "it may hold keys",
}
_BACKUP: Final = Pattern(r"\.(?:bak|backup|old|orig|save|swp|tmp|copy)|~")
_SHORT: Final = Pattern(
    r"(?:git|hg|svn|ssh|gnupg|aws|azure|kube|docker|env|netrc|npmrc|pypirc|gitcon|pgpass)~\d+(?:\.\w{1,3})?"
)
_HOMES: Final = frozenset({".config", ".local", ".cache", "application support", "caches", "appdata"})


def private_reason(path: Path, root: Path) -> str | None:
    """Return why no file of the project at `root` may name `path`: a predicate such as "it belongs to git". None if any
    may.

    path: an absolute path without links. Only its parts below the project count, or below the repository.
    """
    project = real_path(root)
    real = str(path)
    top = project if is_inside(real, project) else repository(root)
    parts = tuple(_plain(part) for part in Path(os.path.relpath(real, top)).parts)
    return _reason(parts) or ("it belongs to personactl itself" if _in_own_home(real) else None)


def private_name(name: str) -> str | None:
    """Return the same for a path as a file names it, which links may lead elsewhere. An absolute one says nothing."""
    if os.path.isabs(name):  # noqa: PTH117 - there may be very many
        return None
    return _reason(tuple(_plain(part) for part in Path(name).parts if part != os.pardir))


@lru_cache(maxsize=4096)
def _reason(parts: tuple[str, ...]) -> str | None:
    return next(filter(None, _reasons(parts)), None)


def _reasons(parts: tuple[str, ...]) -> Iterator[str | None]:
    for part in parts:
        yield _FOLDERS.get(part)
        if part.endswith(".git") or _SHORT.fullmatch(part):
            yield "it may belong to git" if "git" in part else "it may hold keys"
        if part.startswith(".env"):  # a folder, too: .envs/.production/.postgres
            yield "it may hold keys"
    if "personactl" in parts and not _HOMES.isdisjoint(parts[: parts.index("personactl")]):
        yield "it belongs to personactl itself"
    name = _without_backup_endings(parts[-1]) if parts else ""
    yield _FILES.get(name)
    yield _ENDINGS.get(Path(name).suffix)
    if name.startswith(".") and name.endswith("_history"):
        yield "it may hold what somebody typed"


def _without_backup_endings(name: str) -> str:
    end = len(name)
    for ending in reversed([*_BACKUP.finditer(name)]):
        if ending.end() != end:
            break
        end = ending.start()
    return name[:end]


def _plain(part: str) -> str:
    """Return one spelling for all that a file system may take for the same name."""
    if not part.isascii():
        part = "".join(each for each in unicodedata.normalize("NFKC", part) if unicodedata.category(each) != "Cf")
    return part.casefold().partition(":")[0].rstrip(" .")


def _in_own_home(real: str) -> bool:
    home = os.environ.get("PERSONACTL_HOME")
    return bool(home) and is_inside(real, _real(home or ""))


@lru_cache(maxsize=16)
def _real(folder: str) -> str:
    return real_path(folder)
