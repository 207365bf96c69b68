"""A few sessions as a platform would describe them, with hostile text in the fields that others fill."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from rich.cells import cell_len
from rich.text import Text

from personactl.api.sessions import Analytics, Session, Transcript
from personactl.report.text.columns import Table
from personactl.report.text.view import View
from personactl.session.session_lookup import SessionRow
from personactl.session.session_statistics import Statistics

NOW = datetime(2026, 11, 22, 14, 0, 30, tzinfo=UTC)
PIPE = View(width=None, now=NOW, zone=UTC)


def terminal(width: int) -> View:
    return View(width=width, now=NOW, zone=UTC)


def session(key: str, start: str, end: str | None = None, **fields: object) -> Session:
    return msgspec.convert(
        {"id": f"{key}-f2a9-4c1c-8f00-0123456789ab", "startTime": start, "endTime": end, **fields}, Session
    )


LIVE = session("3f2a91c0", "2026-11-22T14:00:00Z", personaConfig={"name": "Cara"}, clientLabel="lab", personaId="p-1")
ENDED = session(
    "77d0e1b2",
    "2026-11-21T09:00:00.250Z",
    "2026-11-21T09:12:34.250Z",
    personaConfig={"name": "星の先生 Marcel"},
    clientLabel="a label\u001b[31m that is long\nand has a second line",
    exitStatus="NORMAL_EXIT",
    sessionLengthMs=754_000,
)
FAILED = session("8c0ffee0", "2025-01-02T03:04:05Z", "2025-01-02T06:11:05Z", exitStatus="ERROR")

STATISTICS = Statistics(
    turns=4,
    interrupted=1,
    tool_calls=2,
    warnings=0,
    errors=1,
    p95_s=1.386,
    metric="firstAudioLatencySeconds",
)
ROWS = (SessionRow(LIVE, None), SessionRow(ENDED, STATISTICS), SessionRow(FAILED, None))

ANALYTICS = msgspec.convert(
    {
        "config": {"llmProvider": "offline", "llmModel": "responder", "ttsVoice": "lucy"},
        "summary": {"totalTurns": 2, "interruptedTurns": 1},
        "turns": [
            {"turnIndex": 0, "finishReason": "completed", "wasInterrupted": False},
            {
                "turnIndex": 1,
                "llmTimeToFirstOutputSeconds": 0.0421,
                "firstAudioLatencySeconds": 1.39,
                "wasInterrupted": True,
                "interruptedStage": "while_speaking",
                "toolCalls": [{"toolName": "lookup", "status": "completed"}],
            },
        ],
    },
    Analytics,
)

TRANSCRIPT = msgspec.convert(
    {
        "messages": [
            {"role": "persona", "message": "Hello, I'm Marcel.", "timestamp": "2026-11-21T09:00:01Z"},
            {"role": "user", "message": "Tell me\nabout the moon.", "timestamp": "2026-11-21T09:00:15Z"},
            {
                "role": "persona",
                "message": "The moon is our nearest neighbour, and it always shows us the same side.",
                "timestamp": None,
                "wasInterrupted": True,
                "speakingDurationSeconds": 2.5,
            },
        ]
    },
    Transcript,
)


def lines(table: Table) -> list[str]:
    """Return the cells of a table row by row, with `|` between them and `-` for None."""
    rows: Sequence[Sequence[str | Text | None]] = [table.columns, *table.rows]
    return ["|".join("-" if cell is None else str(cell).strip() for cell in row) for row in rows]


def drawn_width(table: Table) -> int:
    """Return the width of a table on a terminal: its columns, three cells between two, and one at each edge."""
    if table.lines is not None:
        return max(line.cell_len for line in table.lines)
    rows: Sequence[Sequence[str | Text | None]] = [table.columns, *table.rows]
    widths = [max(cell_len(str(row[index] or "-")) for row in rows) for index in range(len(table.columns))]
    return sum(widths) + 3 * (len(widths) - 1) + 2
