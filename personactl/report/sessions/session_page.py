"""One session as a page: its facts, its configuration, and each of its turns."""

from collections.abc import Iterator

from rich.text import Text

from personactl.api.sessions import Analytics, Session, Turn
from personactl.report.sessions.sessions_report import statistics_text, status
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import duration, latency
from personactl.report.text.view import View
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.session_statistics import statistics


def session_facts(session: Session, analytics: Analytics | None, view: View) -> list[Text]:
    """Return `name  value` lines; a fact that the platform does not know has no line."""
    title = Text.assemble((one_line(persona_name(session) or "unnamed persona"), "bold"), "  ", status(session))
    facts = [(name, one_line(value)) for name, value in _facts(session, analytics, view) if value]
    return [title, *(Text.assemble("  ", (f"{name:<9}", "dim"), value) for name, value in facts)]


def turns_table(turns: tuple[Turn, ...], view: View) -> Table:
    """Return one row per turn: its latencies and how it ended."""
    columns: list[Column[Turn]] = [
        Column("TURN", lambda turn: str(turn.turn_index), align="right"),
        Column("FIRST WORDS", lambda turn: _latency(turn.llm_time_to_first_output_seconds), align="right"),
        Column("FIRST AUDIO", lambda turn: _latency(turn.first_audio_latency_seconds), priority=2, align="right"),
        Column("SPEAKING", lambda turn: _latency(turn.speaking_duration_seconds), priority=1, align="right"),
        Column("FINISH", _finish),
        Column("TOOLS", _tools, priority=3, min_width=8),
    ]
    return fitted(columns, turns, view.width)


def _facts(session: Session, analytics: Analytics | None, view: View) -> Iterator[tuple[str, str | None]]:
    yield "id", session.id
    yield "persona", session.persona_id or "ephemeral"
    yield "label", session.client_label
    yield "started", view.zoned(started_at(session))
    yield "ended", _end(session, view)
    config = analytics.config if analytics else None
    if config is not None:
        yield "llm", _joined(config.llm_provider, config.llm_model)
        yield "voice", _joined(config.tts_provider, config.tts_voice)
        yield "avatar", config.avatar_key
    yield "client", _client(session)
    if analytics is not None:
        yield "report", statistics_text(statistics(analytics))
    else:
        yield "report", "not available while the session is live" if session.is_live else "not received yet"


def _end(session: Session, view: View) -> str | None:
    start = started_at(session)
    if session.end_time is None:
        return f"not yet, live for {duration((view.now - start).total_seconds())}" if start else "not yet"
    lasted = f" after {duration((session.end_time - start).total_seconds())}" if start else ""
    return f"{view.zoned(session.end_time)}{lasted} ({session.exit_status or 'no exit status'})"


def _client(session: Session) -> str | None:
    metadata = session.client_metadata or {}
    return _joined(*(value if isinstance(value := metadata.get(key), str) else None for key in ("client", "version")))


def _joined(*words: str | None) -> str | None:
    return " ".join(word for word in words if word) or None


def _latency(seconds: float | None) -> str | None:
    return latency(seconds) if seconds is not None else None


def _finish(turn: Turn) -> str | None:
    if not turn.was_interrupted:
        return turn.finish_reason
    return f"interrupted {turn.interrupted_stage.replace('_', ' ')}" if turn.interrupted_stage else "interrupted"


def _tools(turn: Turn) -> str | None:
    return ", ".join(f"{call.tool_name} {call.status}" for call in turn.tool_calls or ()) or None
