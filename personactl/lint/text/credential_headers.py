"""Which headers of a request carry a credential, by their names."""

from typing import Final

from personactl.lint.text.pattern import Pattern

_CREDENTIAL: Final = Pattern(
    r"(?i)(?:proxy-)?authorization|cookie|(?:[\w-]*[-_])?(?:api-?key|access-?key|auth|token|secret|password|signature)"
)


def carries_credential(header: str) -> bool:
    return _CREDENTIAL.fullmatch(header) is not None
