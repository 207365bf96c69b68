"""What every request works with: settings, database, catalogue, sessions, jobs, and the engine's credentials."""

from dataclasses import dataclass, field

from personactl.engine.catalogue.catalogue import Catalogue
from personactl.engine.jobs.worker import Worker
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.sessions.running_sessions import RunningSessions
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """One per running engine. `api_key` is the key in force: that of the settings, else that of the database."""

    settings: EngineSettings
    database: Database
    catalogue: Catalogue
    models: ModelRegistry
    sessions: RunningSessions
    jobs: Worker
    api_key: str = field(repr=False)
    api_key_id: str
    organization_id: str
    signing_secret: str = field(repr=False)
