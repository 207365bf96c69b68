"""A small catalogue of a target, for the rules that use one."""

from typing import Final

from personactl.lint.target_catalogue import Catalogue, CatalogueAvatar, CatalogueFolder, CatalogueLlm, CatalogueVoice

STOCK: Final = Catalogue(
    avatars={
        "30fa96d0-26c4-4e55-94a0-517025942e18": CatalogueAvatar(
            ("Cara desk", "Cara"), ("cara-3", "cara-4"), portrait=True
        ),
        "edcb8f1a-334f-4cdb-871c-5c513db806a7": CatalogueAvatar(("Julia sofa", "Julia"), ("cara-3",), portrait=False),
        "121d5df1-3f3e-4a48-a237-8ff488e9eed8": CatalogueAvatar(("Leo sofa", "Leo")),
        "d73415e3-d624-45a6-a461-0df1580e73d6": CatalogueAvatar(("Leo desk", "Leo")),
    },
    voices={
        "de23e340-1416-4dd8-977d-065a7ca11697": CatalogueVoice(("Lucy",), "ELEVENLABS", "GB", keeps_nothing=True),
        "6bfbe25a-979d-40f3-a92b-5394170af54b": CatalogueVoice(("Cara",), "CARTESIA", "US", keeps_nothing=False),
        "793e8179-19b1-41a5-87a8-69b258c87138": CatalogueVoice(("Marcel",), "FISH_AUDIO", "FR"),
        "2d96e0ff-6667-4d7d-a908-f5e4d6ee0bcd": CatalogueVoice(("Dani",), "OPENAI_ADVANCED_VOICE"),
    },
    llms={
        "0934d97d-0c3a-4f33-91b0-5e136a0ef466": CatalogueLlm(("gpt-4.1-mini",), keeps_nothing=True),
        "7736a22f-2d79-4720-952c-25fdca55ad40": CatalogueLlm(("gpt-4o-mini",), keeps_nothing=False),
        "customer_client_v1": CatalogueLlm(("Disable LLM",)),
    },
    tools={"12ecaa5e-cf87-5aad-b25b-8588b8490bc7": "end_call"},
    folders={
        "67d27a9f-0ce1-4432-848b-8ab2b97f024b": CatalogueFolder("store-faq", 3),
        "5e0b8c1f-2a64-4d0e-9b3d-7f1c6a2e8d45": CatalogueFolder("returns", 0),
    },
)
