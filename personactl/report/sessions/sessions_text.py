"""Sessions as a table, and one session as a page: for eyes on a terminal, for grep in a pipe.

A number that is not known yet is an ellipsis, one that never will be is a dash: a live session has no report, and an
ended one may still get its own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from rich.text import Text

from personactl.api.sessions import Session
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.times import duration, latency
from personactl.report.text.view import View
from personactl.session.session_lookup import SessionRow
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.session_statistics import Statistics

_Number: TypeAlias = Callable[[Statistics], int | None]

_SHORTEST_ID = 8
_WIDTH_FOR_WHOLE_IDS = 150
_STYLES = {"live": "bold green", "error": "bold red"}
_WORDS = {"NORMAL_EXIT": "ended", "CLOSED_BY_ENGINE": "closed"}


def sessions_table(rows: Sequence[SessionRow], view: View) -> Table:
    """The columns that people know from such lists; narrow terminals lose the least telling ones."""
    ids = _shown_ids([row.session.id for row in rows], view.width)
    columns: list[Column[SessionRow]] = [
        Column("STARTED", lambda row: view.time(started_at(row.session))),
        Column("DURATION", lambda row: _length(row.session, view.now), keep=5, align="right"),
        Column("STATUS", lambda row: status(row.session)),
        Column("PERSONA", lambda row: persona_name(row.session), least=8),
        Column("LABEL", lambda row: row.session.client_label, keep=3, least=8),
        Column("TURNS", lambda row: _count(row, lambda known: known.turns), keep=6, align="right"),
        Column("P95", _p95, keep=4, align="right"),
        Column("INTERRUPTED", lambda row: _count(row, lambda known: known.interrupted), keep=2, align="right"),
        Column("TOOLS", lambda row: _count(row, lambda known: known.tool_calls), keep=1, align="right"),
        Column("ID", lambda row: ids[row.session.id], style="cyan"),
    ]
    return fitted(columns, rows, view.width)


def status(session: Session) -> Text:
    """One word for how a session is or how it ended; the platform's own, unless there is a plainer one."""
    if session.is_live:
        word = "live"
    else:
        word = _WORDS.get(session.exit_status or "", (session.exit_status or "ended").lower())
    return Text(word, style=_STYLES.get(word, ""))


def statistics_words(known: Statistics) -> str:
    """`4 turns, p95 420ms, 1 interrupted, 2 tool calls`; what is zero or unknown is left out, but for the turns."""
    words = [] if known.turns is None else [_counted(known.turns, "turn")]
    if known.p95_s is not None:
        words.append(f"p95 {latency(known.p95_s)}")
    if known.interrupted:
        words.append(f"{known.interrupted} interrupted")
    for count, noun in ((known.tool_calls, "tool call"), (known.warnings, "warning"), (known.errors, "error")):
        if count:
            words.append(_counted(count, noun))
    return ", ".join(words)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _length(session: Session, now: datetime) -> str | None:
    """So far, for a live session."""
    start = started_at(session)
    if session.session_length_ms is not None:
        return duration(session.session_length_ms / 1000)
    if start is None:
        return None
    return duration(((session.end_time or now) - start).total_seconds())


def _p95(row: SessionRow) -> str | None:
    if row.statistics is None:
        return "…"
    return latency(row.statistics.p95_s) if row.statistics.p95_s is not None else None


def _count(row: SessionRow, number: _Number) -> str | None:
    if row.statistics is None:
        return "…"
    value = number(row.statistics)
    return str(value) if value is not None else None


def _shown_ids(ids: Sequence[str], width: int | None) -> dict[str, str]:
    """Whole ids where there is room, else beginnings that are still unique in the list: commands take either."""
    if width is None or width >= _WIDTH_FOR_WHOLE_IDS:
        return {key: key for key in ids}
    for length in range(_SHORTEST_ID, 36):
        short = {key[:length] for key in ids}
        if len(short) == len(set(ids)):
            return {key: key[:length] for key in ids}
    return {key: key for key in ids}
