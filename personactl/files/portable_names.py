"""Names of files that every system reads in the same way.

A name comes from a platform and becomes a file in a repository, which somebody checks out on another system. Windows
takes `aux.md` for a device and `a.md:b` for a stream, and drops a dot at the end; macOS and Windows take `FAQ.md` and
`faq.md` for one file, and macOS two spellings of `é` as well.
"""

import re
import unicodedata
from typing import Final

_MAX_BYTES: Final = 255
_SEPARATORS: Final = frozenset("/\\")
_SIGNS: Final = frozenset('<>:"|?*')
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian words and emoji need them; macOS may leave them out when it compares names."""
_DEVICES: Final = re.compile(r"con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³]")
_SHORT_GIT: Final = re.compile(r"git~[0-9]+")


def portable_form(name: str) -> str:
    """Return a text that is equal for two names which some system takes for one."""
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if one not in _JOINERS)
    return unicodedata.normalize("NFC", plain.casefold())


def name_problem(name: str) -> str | None:
    """Return why `name` cannot be the name of a file on every system, as the end of a sentence; None if it can."""
    folded = portable_form(name)
    stem = folded.partition(".")[0].rstrip(" ")
    longest = max(len(unicodedata.normalize(form, name).encode("utf-8", "replace")) for form in ("NFC", "NFD"))
    unseen = next((one for one in name if unicodedata.category(one) in _UNSEEN and one not in _JOINERS), None)
    sign = next((one for one in name if one in _SIGNS), None)
    problems = {
        "is empty": not name,
        "is longer than 255 bytes": longest > _MAX_BYTES,
        "names a folder": bool(_SEPARATORS & {*name}),
        f"has the character U+{ord(unseen or ' '):04X}, which cannot be seen": unseen is not None,
        "is hidden, because it begins with a dot": folded.startswith("."),
        f"has the character {sign}, which Windows reads otherwise": sign is not None,
        "ends with a dot or a space, which Windows drops": name.endswith((".", " ")),
        "is the name of a device on Windows": _DEVICES.fullmatch(stem) is not None,
        "is another name of .git on Windows": _SHORT_GIT.fullmatch(stem) is not None,
    }
    return next((problem for problem, found in problems.items() if found), None)
