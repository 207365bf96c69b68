"""Sessions as a table for people.

In the table, an ellipsis is a number that is not known yet, and a dash a number that will not be known: a live session
has no report, and an ended one may still get its report.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from rich.text import Text

from personactl.api.sessions import Session
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.quantities import counted, duration, latency
from personactl.report.text.view import View
from personactl.session.session_lookup import SessionRow
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.session_statistics import Statistics

_Number: TypeAlias = Callable[[Statistics], int | None]

_MIN_ID_LENGTH = 8
_MIN_WIDTH_FOR_FULL_IDS = 150
_STYLES = {"live": "bold green", "error": "bold red"}
_WORDS = {"NORMAL_EXIT": "ended", "CLOSED_BY_ENGINE": "closed"}


def sessions_table(rows: Sequence[SessionRow], view: View) -> Table:
    """Return one row per session; a narrow terminal drops the least important columns."""
    ids = _shown_ids([row.session.id for row in rows], view.width)
    columns: list[Column[SessionRow]] = [
        Column(view.heading("STARTED"), lambda row: view.time(started_at(row.session))),
        Column("DURATION", lambda row: _duration(row.session, view.now), priority=5, align="right"),
        Column("STATUS", lambda row: status(row.session)),
        Column("PERSONA", lambda row: persona_name(row.session), min_width=8),
        Column("LABEL", lambda row: row.session.client_label, priority=3, min_width=8),
        Column("TURNS", lambda row: _count(row, lambda known: known.turns), priority=6, align="right"),
        Column("P95", _p95, priority=4, align="right"),
        Column("INTERRUPTED", lambda row: _count(row, lambda known: known.interrupted), priority=2, align="right"),
        Column("TOOLS", lambda row: _count(row, lambda known: known.tool_calls), priority=1, align="right"),
        Column("ID", lambda row: ids[row.session.id], style="cyan"),
    ]
    return fitted(columns, rows, view.width)


def status(session: Session) -> Text:
    """Return one word for the state of a session or how it ended: the platform's own, unless there is a plainer one."""
    if session.is_live:
        word = "live"
    else:
        word = _WORDS.get(session.exit_status or "", (session.exit_status or "ended").lower())
    return Text(word, style=_STYLES.get(word, ""))


def statistics_text(known: Statistics) -> str:
    """Return `4 turns, p95 420ms, 1 interrupted, 2 tool calls`; zeros (except turns) and unknowns are left out."""
    words = [] if known.turns is None else [counted(known.turns, "turn")]
    if known.p95_s is not None:
        words.append(f"p95 {latency(known.p95_s)}")
    if known.interrupted:
        words.append(f"{known.interrupted} interrupted")
    for count, noun in ((known.tool_calls, "tool call"), (known.warnings, "warning"), (known.errors, "error")):
        if count:
            words.append(counted(count, noun))
    return ", ".join(words)


def _duration(session: Session, now: datetime) -> str | None:
    """Return the duration of a session; that of a live session is the duration so far."""
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
    """Return ids in full if the terminal is wide enough, otherwise unique prefixes; commands accept both."""
    if width is None or width >= _MIN_WIDTH_FOR_FULL_IDS:
        return {key: key for key in ids}
    for length in range(_MIN_ID_LENGTH, 36):
        short = {key[:length] for key in ids}
        if len(short) == len(set(ids)):
            return {key: key[:length] for key in ids}
    return {key: key for key in ids}
