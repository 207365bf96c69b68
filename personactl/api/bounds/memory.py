"""What JSON that was read takes in memory, which may be many times its bytes on the wire.

A text of ASCII with one emoji takes four bytes for each character, an empty list of two characters takes 56 bytes.
"""

from sys import getsizeof

from personactl.json_value import JsonValue


def memory_of(value: JsonValue) -> int:
    """Return the bytes that `value` takes, with all that is in it. Equal keys are counted once: the parser shares
    them."""
    total = 0
    keys: set[str] = set()
    pending = [value]
    while pending:
        one = pending.pop()
        total += getsizeof(one)
        if isinstance(one, dict):
            keys.update(one)
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
    return total + sum(map(getsizeof, keys))
