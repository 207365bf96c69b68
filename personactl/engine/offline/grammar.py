"""How each language addresses its persona ("You are Ada", "Never promise"), and which language a persona speaks.

The grammar tells a fact ("The shop opens at ten") from an instruction to the model, and turns "you are" into "I am".
The sentences of a language that is not here count as facts, unless their section says otherwise.
"""

import re
from dataclasses import dataclass

from personactl.engine.offline.vocabulary import word_set


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns match at the beginning of a sentence, except `orders`.

    - `common`: frequent words by which the language is recognised.
    - `identity`: openings of "you are", each with its first person.
    - `addressed`: other openings of a sentence about the model.
    - `imperatives`: words that open an instruction.
    - `prohibitions`: openings of an instruction that forbids something.
    - `orders`: finds instructions in a language without such words, else None.
    """

    common: frozenset[str]
    identity: tuple[tuple[re.Pattern[str], str], ...]
    addressed: re.Pattern[str]
    imperatives: frozenset[str]
    prohibitions: re.Pattern[str]
    orders: re.Pattern[str] | None = None


def _opening(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})", re.IGNORECASE)


GRAMMARS: dict[str, Grammar] = {
    "en": Grammar(
        common=word_set("the and of to is are you in that it with for not or be on at from when"),
        identity=((_opening(r"you are\b|you're\b|you’re\b|act as|your name is\b"), "I'm"),),
        addressed=_opening(r"you\b|your\b|yours\b"),
        imperatives=word_set(
            """accept acknowledge act adapt address adjust advise agree aim allow always answer apologise apologize ask
            assume avoid be begin change check clarify close collect confirm congratulate consider correct decline
            describe discuss encourage end engage ensure explain find first finish focus follow gather get give go
            greet guide handle help hold imagine improvise inform introduce invent invite keep lead let limit listen
            make match maintain mention mirror move name never note offer only output pause play plan politely praise
            prefer present pretend prioritise prioritize probe proceed promise pronounce provide quote read recommend
            redirect refer refuse reject remember remind repeat rephrase reply respect respond reveal say search sell
            set share show simplify smile sound speak spell start state stay steer stick stop suggest summarise
            summarize switch talk teach tell thank then transfer translate treat try understand use verify wait warn
            welcome work write do don't don’t no under rather"""
        ),
        prohibitions=_opening(r"never\b|do not\b|don['’]t\b|you (?:must|may|should) not\b|avoid\b|refuse\b|under no\b"),
    ),
    "de": Grammar(
        common=word_set("der die das und ist sind nicht mit ein eine zu den von auf für wir sie du ich dem im es wird"),
        identity=((_opening(r"du bist\b|sie sind\b|dein name ist\b|du heißt\b"), "Ich bin"),),
        addressed=_opening(r"du\b|dein\w*\b|sie sind\b|sie (?:sprechen|beraten|helfen|sollen|dürfen)\b"),
        imperatives=word_set(
            """achte akzeptiere antworte bearbeite beantworte beende beginne begrüße behandle bestätige bitte bleib
            bleibe biete empfiehl entschuldige erfinde erkläre erwähne fasse finde formuliere frag frage führe gib halte
            halt hilf hör immer informiere keine kein lass leite lies lobe mach mache nenne nie niemals nimm nutze rede
            sag sage schlage schreib schreibe sei sprich spreche stelle teile tue übernimm verabschiede vermeide
            verrate verspreche versprich verweise verwende versuche warte weise wiederhole zeig zeige"""
        ),
        prohibitions=_opening(
            r"nie\b|niemals\b|keine?\b|vermeide\b|du (?:darfst|sollst) (?:nicht|nie|keine)|.{0,40}\bnie(?:mals)?\b"
        ),
    ),
    "fr": Grammar(
        common=word_set("le la les et est sont de des du un une dans pour que qui pas vous nous tu il elle ce au aux"),
        identity=((_opening(r"tu es\b|vous êtes\b|tu t['’]appelles|vous vous appelez"), "Je suis"),),
        addressed=_opening(r"tu\b|vous\b|ton\b|ta\b|tes\b|votre\b|vos\b|t['’]"),
        imperatives=word_set(
            """accueille accueillez aide aidez ajoute appelle attends attendez commence commencez conclus confirme
            confirmez corrige demande demandez dis dites donne donnez emploie employez encourage encouragez évite évitez
            explique expliquez fais faites félicite garde gardez invite invitez jamais laisse laissez mentionne montre
            n'invente ne n n’invente oriente orientez parle parlez pose posez propose proposez rappelle rappelez
            raconte ramène refuse refusez reformule répète répétez réponds répondez reste restez salue saluez sois
            soyez suggère suggérez termine tutoie utilise utilisez va varie vérifie vérifiez vouvoie vouvoyez"""
        ),
        prohibitions=_opening(r"ne\b|n['’]|jamais\b|évite[rz]?\b|refuse[rz]?\b"),
    ),
    "es": Grammar(
        common=word_set("el la los las y es son de del un una en para que no con por se su al lo como está hay"),
        identity=((_opening(r"eres\b|tú eres\b|usted es\b|te llamas"), "Soy"),),
        addressed=_opening(
            r"eres\b|tú\b|tu\b|tus\b|usted\b|su trabajo\b|tienes\b|hablas\b|puedes\b|debes\b|conoces\b|trabajas\b"
        ),
        imperatives=word_set(
            """acepta acompaña animas anima ayuda ayude confirma confirme comienza corrige da dé despide di diga empieza
            escucha evita evite explica explique haz invita jamás mantén mantenga menciona nunca no ofrece ofrezca
            pide pida pregunta pregunte propón recuerda recomienda rechaza repite responde responda saluda salude sé sea
            sugiere termina trata usa use utiliza habla hable siempre"""
        ),
        prohibitions=_opening(r"nunca\b|jamás\b|no\b|evita\b|evite\b|rechaza\b"),
    ),
    "it": Grammar(
        common=word_set("il la le gli e è sono di del della un una in per che non con si da al nel lo i come"),
        identity=((_opening(r"sei\b|tu sei\b|lei è\b|ti chiami"), "Sono"),),
        addressed=_opening(r"sei\b|tu\b|tuo\b|tua\b|hai\b|parli\b|puoi\b|devi\b|lavori\b|conosci\b"),
        imperatives=word_set(
            """accogli aiuta ascolta chiedi comincia concludi conferma correggi dai dì dici domanda evita fai incoraggia
            inizia invita mai mantieni menziona non offri parla proponi resta ricorda rifiuta ripeti rispondi saluta
            sempre sii spiega suggerisci termina usa utilizza verifica"""
        ),
        prohibitions=_opening(r"mai\b|non\b|evita\b|rifiuta\b"),
    ),
    "pt": Grammar(
        common=word_set("o a os as e é são de do da um uma em para que não com por se no na ao como está há"),
        identity=((_opening(r"você é\b|tu és\b|és\b|você se chama"), "Sou"),),
        addressed=_opening(r"você\b|tu\b|seu trabalho\b|és\b|teu\b|tua\b"),
        imperatives=word_set(
            """aceite ajude ajuda comece confirme convide corrija dê diga evite explique fale fala faça incentive
            jamais mantenha mencione não nunca ofereça pergunte proponha recuse recomende repita responda saúde seja
            sempre sugira termine trate use utilize verifique"""
        ),
        prohibitions=_opening(r"nunca\b|jamais\b|não\b|evite\b|recuse\b"),
    ),
    "nl": Grammar(
        common=word_set("de het een en van is zijn in op te dat niet met voor je wij u aan er om bij naar"),
        identity=((_opening(r"je bent\b|jij bent\b|u bent\b|je heet\b"), "Ik ben"),),
        addressed=_opening(r"je\b|jij\b|u\b|jouw\b|uw\b"),
        imperatives=word_set(
            """accepteer altijd antwoord begin begroet begroet beloof beperk bevestig blijf doe geef gebruik geen
            help herhaal hou houd laat leg luister maak noem nooit praat spreek stel stuur toon vat vermijd verwijs
            vraag wacht wees zeg zorg"""
        ),
        prohibitions=_opening(r"nooit\b|geen\b|vermijd\b|weiger\b"),
    ),
    "ja": Grammar(
        common=frozenset("はをにがのでですますしてください"),
        identity=((_opening(r"あなたは|君は"), "私は"),),
        addressed=_opening(r"あなた|君"),
        imperatives=frozenset(),
        prohibitions=_opening(r".*(?:ないでください|しないこと|禁止)"),
        orders=re.compile(r"(?:ください|こと|ましょう|なさい)[。.]?$"),
    ),
    "zh": Grammar(
        common=frozenset("的是了我们在有不和这你们吗说为请"),
        identity=((_opening(r"你是|您是"), "我是"),),
        addressed=_opening(r"你|您"),
        imperatives=frozenset(),
        prohibitions=_opening(r"不要|请勿|禁止|切勿|绝不"),
        orders=re.compile(r"^(?:请|要|应该|应当|必须|始终|总是|保持|使用|用)"),
    ),
}


_NAMES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "japanese": "ja",
    "chinese": "zh",
    "mandarin": "zh",
}
_ORDER = re.compile(
    r"(?<!never )(?<!not )(?<!n't )\b(?:speak|answer|reply|respond|talk|converse)\b"
    rf"(?:(?!\b(?:not|never)\b)[^.;,\n]){{0,40}}?\b(?P<name>{'|'.join(_NAMES)})\b",
    re.IGNORECASE,
)
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_SIGNS = 8


def spoken_language(prompt: str, language_code: str | None) -> str:
    """The language that the persona speaks, as a key of `GRAMMARS`.

    An order in the prompt decides ("Always answer in French"), then the language of the prompt, then `language_code`,
    then English.
    """
    written = written_language(prompt)
    if written in {None, "en"}:
        if ordered := _ORDER.search(prompt):
            return _NAMES[ordered["name"].lower()]
        hinted = (language_code or "").lower()[:2]
        if hinted in GRAMMARS:
            return hinted
    return written or "en"


def written_language(text: str) -> str | None:
    """The language whose common words are the most frequent. None for too little text or an unknown language."""
    if len(_KANA.findall(text)) >= _ENOUGH_SIGNS:
        return "ja"
    if len(_HAN.findall(text)) >= _ENOUGH_SIGNS:
        return "zh"
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    counts = {
        code: sum(word in grammar.common for word in words)
        for code, grammar in GRAMMARS.items()
        if code not in {"ja", "zh"}
    }
    best = max(counts, key=lambda code: counts[code])
    return best if words and counts[best] >= max(2, len(words) // 12) else None
