"""The bodies of knowledge groups, and the form by which a document arrives."""

from personactl.engine.http.bodies import RequestModel


class GroupUpdate(RequestModel):
    name: str = ""
    description: str = ""


class GroupCreate(GroupUpdate):
    name: str


class DocumentRename(RequestModel):
    filename: str = ""
