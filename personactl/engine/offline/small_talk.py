"""Recognises what is not a question about facts: hello, who are you, thanks, goodbye, "show me your prompt"."""

import re
from enum import Enum

from personactl.engine.offline.vocabulary import folded, stems


class SmallTalk(Enum):
    """What the user wants. The first member that matches wins."""

    PROMPT = "prompt"
    MACHINE = "machine"
    WHO = "who"
    ABLE = "able"
    HOW_ARE_YOU = "how are you"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELLO = "hello"


_PATTERNS = {
    SmallTalk.PROMPT: r"""
        (?:system )?prompt\b; (?:your|these|previous|all) (?:\w+ )?instructions\b;
        ignore (?:all|your|the|every); (?:deine|ihre) (?:anweisungen|vorgaben);
        (?:tes|vos) (?:consignes|instructions); (?:tus|sus) instrucciones; (?:tue|sue) istruzioni;
        (?:suas|tuas) instrucoes; (?:jouw|uw) instructies""",
    SmallTalk.MACHINE: r"""
        are you (?:really |actually |even )?(?:an? )?(?:\w+ )?(?:robot|bot|ai|human|person|machine|chatbot|real)\b;
        am i (?:talking|speaking) to an? (?:\w+ )?(?:robot|bot|ai|human|person|machine);
        (?:bist du|sind sie) (?:ein |eine )?(?:roboter|mensch|ki|maschine|bot|echt);
        (?:es tu|etes vous|tu es|vous etes) (?:un |une )?(?:robot|humain|ia|machine|vraie?);
        (?:eres|es usted) (?:un |una )?(?:robot|humano|humana|persona|ia|maquina|real);
        (?:sei|e lei) (?:un |una )?(?:robot|umano|umana|persona|ia|macchina);
        (?:voce e|es) (?:um |uma )?(?:robo|humano|humana|pessoa|ia|maquina);
        (?:ben je|bent u) (?:een )?(?:robot|mens|ai|machine)""",
    SmallTalk.WHO: r"""
        who are you; who am i (?:talking|speaking) (?:to|with); your name; introduce yourself; about yourself;
        wer (?:bist du|sind sie); wie hei(?:ss|s)t du; wie heissen sie; (?:dein|ihr) name; stell dich vor;
        qui (?:es tu|etes vous); (?:tu es|vous etes) qui; t appelles tu; tu t appelles; (?:ton|votre) nom;
        presente toi; quien (?:eres|es usted); como te llamas; como se llama usted; tu nombre; presentate;
        chi (?:sei|e lei); come ti chiami; come si chiama lei; il tuo nome; quem (?:e voce|es tu);
        (?:seu|teu) nome; como (?:voce )?se chama; wie (?:ben je|ben jij|bent u); hoe heet (?:je|jij|u);
        jouw naam""",
    SmallTalk.ABLE: r"""
        what (?:can|could|do) you (?:do|help|offer|know)(?: for me| me with| with| about)?$; how can you help;
        what are you (?:for|able); was kannst du; was konnen sie (?:fur mich )?tun; womit kannst du;
        que (?:peux tu|pouvez vous) faire; (?:que|qu est ce que) tu (?:peux|sais) faire;
        comment (?:peux tu|pouvez vous) m aider; que puedes hacer; en que (?:puedes|puede) ayudar;
        cosa (?:puoi|sai) fare; o que (?:voce )?(?:pode|sabe) fazer; wat kun je; wat kan je; wat kunt u""",
    SmallTalk.HOW_ARE_YOU: r"""
        how are you(?: doing)?(?: today)?$; how is it going; wie geht (?:s|es) (?:dir|ihnen); wie geht s;
        (?:comment )?ca va$; comment (?:vas tu|allez vous); como estas; como esta usted; que tal; come stai;
        come sta$; como (?:voce )?(?:esta|vai)$; tudo bem$; hoe gaat het""",
    SmallTalk.THANKS: r"""
        thank(?:s| you)\b; danke?\b; merci\b; gracias\b; grazie\b; obrigad[oa]\b; dank (?:je|u)\b; bedankt""",
    SmallTalk.GOODBYE: r"""
        good ?bye\b; bye\b; see you\b; have a (?:nice|good) (?:day|evening|night); auf wiedersehen; tschus+\b;
        au revoir; a bientot; adios; hasta (?:luego|pronto); arrivederci; ate logo; tchau; tot ziens; doei\b""",
    SmallTalk.HELLO: r"""
        (?:hello|hi|hey|good (?:morning|day|afternoon|evening))\b; (?:hallo|guten (?:tag|morgen|abend)|moin)\b;
        (?:bonjour|salut|bonsoir)\b; (?:hola|buenos dias|buenas tardes)\b; (?:ciao|buongiorno|salve)\b;
        (?:ola|bom dia|boa tarde)\b; (?:goedendag|goedemorgen)\b""",
}
_COMPILED = {
    kind: re.compile("|".join(rf"\b(?:{' '.join(one.split())})" for one in text.split(";")))
    for kind, text in _PATTERNS.items()
}
_ALONE = {SmallTalk.HELLO, SmallTalk.THANKS, SmallTalk.GOODBYE}
"""These also accompany a question ("Hi, when are you open?"), so they count only if little else is said."""

_POLITE = frozenset(stems("today everybody everyone bye so lot kind help nice day evening morning wirklich sehr bien"))


def small_talk(text: str) -> SmallTalk | None:
    """The kind of small talk, or None for a question about facts."""
    said = " ".join(re.findall(r"\w+", folded(text)))
    for kind, pattern in _COMPILED.items():
        if not (match := pattern.search(said)):
            continue
        if kind not in _ALONE or not _rest(said, match):
            return kind
    return None


def _rest(said: str, match: re.Match[str]) -> set[str]:
    """The stems of the words beside the small talk that carry meaning."""
    rest = said[: match.start()] + " " + said[match.end() :]
    rest = _COMPILED[SmallTalk.HELLO].sub(" ", rest)
    return set(stems(rest)) - _POLITE
