"""The bodies of the writing operations on knowledge groups and documents. `document_form` reads uploads."""

from personactl.engine.http.bodies import RequestModel


class GroupUpdate(RequestModel):
    name: str = ""
    description: str = ""


class GroupCreate(GroupUpdate):
    name: str


class DocumentRename(RequestModel):
    filename: str = ""
