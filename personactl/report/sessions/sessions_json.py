"""Sessions for programs: the platform's own names and units, null for what is not known."""

from collections.abc import Sequence

from personactl.api.answers import as_json
from personactl.api.sessions import Analytics, Session
from personactl.json_value import JsonObject, JsonValue
from personactl.report.text.times import maybe_instant
from personactl.session.session_lookup import SessionRow
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.session_statistics import Statistics


def sessions_json(rows: Sequence[SessionRow]) -> JsonObject:
    """`{"sessions": [...]}`, each with its `statistics` or null while there is no report."""
    return {"sessions": [_row(row) for row in rows]}


def session_json(session: Session, analytics: Analytics | None) -> JsonObject:
    """`{"session": ..., "analytics": ...}`: both as the platform gave them, reduced to its published contract."""
    return {
        "session": as_json(session),
        "analytics": as_json(analytics) if analytics else None,
    }


def statistics_json(known: Statistics) -> JsonObject:
    """`latencyMetric` names what `p95Seconds` is of: both null when no turn recorded one."""
    return {
        "turns": known.turns,
        "interrupted": known.interrupted,
        "toolCalls": known.tool_calls,
        "warnings": known.warnings,
        "errors": known.errors,
        "p95Seconds": known.p95_s,
        "latencyMetric": known.metric,
    }


def _row(row: SessionRow) -> JsonValue:
    session = row.session
    return {
        "id": session.id,
        "live": session.is_live,
        "personaId": session.persona_id,
        "personaName": persona_name(session),
        "clientLabel": session.client_label,
        "startTime": maybe_instant(started_at(session)),
        "endTime": maybe_instant(session.end_time),
        "sessionLengthMs": session.session_length_ms,
        "exitStatus": session.exit_status,
        "statistics": statistics_json(row.statistics) if row.statistics else None,
    }
