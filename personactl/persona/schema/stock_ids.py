"""Ids of stock avatars, voices and LLMs that published examples use.

An id that is listed here is of one kind, so using it as another kind is a mistake. The list is incomplete on purpose:
an id that is missing here may be anything. Source: docs/platform.md#stock-ids.
"""

from types import MappingProxyType
from typing import Final

STOCK: Final = MappingProxyType(
    {
        "071b0286-4cce-4808-bee2-e642f1062de3": "avatar",
        "6dbc1e47-7768-403e-878a-94d7fcc3677b": "avatar",
        "edcb8f1a-334f-4cdb-871c-5c513db806a7": "avatar",
        "ae2ea8c1-db28-47e3-b6ea-493e4ed3c554": "avatar",
        "8a339c9f-0666-46bd-ab27-e90acd0409dc": "avatar",
        "ccf00c0e-7302-455b-ace2-057e0cf58127": "avatar",
        "81b70170-2e80-4e4b-a6fb-e04ac110dc4b": "avatar",
        "edf6fdcb-acab-44b8-b974-ded72665ee26": "avatar",
        "dc9aa3e1-32f2-499e-9921-ecabac1076fc": "avatar",
        "27e12daa-50fc-4384-93c2-ebca73f1f78d": "avatar",
        "6cc28442-cccd-42a8-b6e4-24b7210a09c5": "avatar",
        "ecfb2ddb-80ec-4526-88a7-299a4738957c": "avatar",
        "19d18eb0-5346-4d50-a77f-26b3723ed79d": "avatar",
        "30fa96d0-26c4-4e55-94a0-517025942e18": "avatar",
        "de23e340-1416-4dd8-977d-065a7ca11697": "voice",
        "6bfbe25a-979d-40f3-a92b-5394170af54b": "voice",
        "b138c2a2-ba66-4887-95d5-1a57093fc92d": "voice",
        "e54745c7-9439-44c3-b61a-193b42cce5bd": "voice",
        "b7274f87-8b72-4c5b-bf52-954768b28c75": "voice",
        "b8a3b36d-7869-4085-aa50-98eed85a1415": "voice",
        "a7cf662c-2ace-4de1-a21e-ef0fbf144bb7": "llm",
        "0934d97d-0c3a-4f33-91b0-5e136a0ef466": "llm",
        "7736a22f-2d79-4720-952c-25fdca55ad40": "llm",
    }
)
"""The kind of each, by id in lower case."""
