"""The page that `?page` and `?perPage` ask for, and the answer to it, `{data, meta}`."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from personactl.engine.http.refusals import Issue, invalid
from personactl.engine.wire import Json, JsonObject

_PER_PAGE = 10
_MOST_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1. The page has the rows from `offset` up to `offset + size`."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def of(self, total: int, rows: Sequence[JsonObject]) -> JsonObject:
        """The answer with the `rows` of this page. `total` counts all rows. `lastPage` is 1 for an empty list."""
        last = max(1, -(-total // self.size))
        meta: JsonObject = {
            "total": total,
            "lastPage": last,
            "currentPage": self.number,
            "perPage": self.size,
            "prev": self.number - 1 if self.number > 1 else None,
            "next": self.number + 1 if self.number < last else None,
        }
        data: list[Json] = list(rows)
        return {"data": data, "meta": meta}


def asked_page(query: QueryParams, *, strict: bool) -> Page:
    """The page that `query` asks for.

    The platform's answer to a page out of range is unknown, and most of its lists declare no 400. So values are moved
    into range (page from 1, perPage 1 to 100, default 10), or refused with 400 if `strict`.
    Source: docs/platform.md#silence.
    """
    return Page(
        _number(query, "page", 1, 2**31, strict=strict),
        _number(query, "perPage", _PER_PAGE, _MOST_PER_PAGE, strict=strict),
    )


def _number(query: QueryParams, name: str, default: int, most: int, *, strict: bool) -> int:
    text = query.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        value = 0
    if 1 <= value <= most:
        return value
    if strict:
        raise invalid(
            [Issue(name, f"must be a whole number from 1 to {most}", "too_big" if value > most else "custom")]
        )
    return min(max(value, 1), most) if value else default
