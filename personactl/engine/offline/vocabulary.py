"""Text as comparable words: without case, accents and endings, and without words that mean nothing by themselves.

One short list of endings serves all languages. A grammar book would disagree, but it tells in linear time and without
a model that "opening", "opened" and "open" belong together. Words that people use to ask for the same thing share a
concept, in several languages: "How much is it?" finds "It costs five euros".
"""

import re
import unicodedata
from functools import cache

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDINGS = ("ungen", "ing", "ie", "ied", "ung", "ed", "en", "er", "e", "y", "n")
_SHORTEST_STEM = 4


def word_set(text: str) -> frozenset[str]:
    """The words of a table that is written as text."""
    return frozenset(text.split())


_STOP_WORDS = word_set(
    """
    a an the this that these those it its is are was were be been am do does did have has had can could will would
    shall should may might must i me my mine we us our you your yours he him his she her they them their there here
    and or but if of to in on at by for from with about as into than then so not no any some all what which who whom
    whose how why please tell know want like need get give say let just also very much many more most one thing
    something anything look up out off down over back s t re ll ve d m don doesn isn aren
    der die das den dem des ein eine einen einem einer und oder aber ist sind war bin bist hat haben kann konnen ich
    du er sie es wir ihr mich dich mir dir ihnen mein dein sein was wer wie welche welcher welches warum zu zum zur im
    in an am auf bei von vom mit fur nicht kein keine auch noch sich man denn mal bitte ab
    wird werden wurde habt haben muss mussen soll gibt ihr euch wenn
    le la les l un une des du de d et ou mais est sont a ai as ont etes es suis je tu il elle on nous vous ils elles me
    te se ce cet cette ces c qu que qui quoi quel quelle quels quelles comment pourquoi dans sur au aux avec pour par
    ne pas plus y en son sa ses mon ma mes ton ta tes j n s t m
    el los las lo una unos unas y o pero es son soy eres esta estan estoy hay yo tu usted ellos mi su sus que cual
    cuales quien como por para con sin del al en no se me te muy mas
    il gli uno e ma sono sei siete ha hanno ho io lui lei noi voi loro mio tuo suo che chi cosa quale quali come perche
    di da in con su per tra fra non si mi ti ci del della dei delle al alla nel nella
    os as um uma e mas sao sou tem tenho eu voce ele ela nos eles meu seu que qual quem como porque do da dos das em no
    na nos nas ao com por para nao se me
    het een en of maar is zijn ben bent heeft hebben kan ik jij je u hij zij wij ze mijn jouw wat wie welke hoe waarom
    van in op aan bij met voor niet geen ook er
    """
)


def folded(text: str) -> str:
    """Lower case, without accents: "Öffnet" becomes "offnet", "ß" becomes "ss"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order. Chinese and Japanese give pairs of characters."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        if _CJK.search(word):
            found += [word[at : at + 2] for at in range(max(len(word) - 1, 1))]
        elif word not in _STOP_WORDS:
            found.append(stem(word))
    return tuple(found)


def stem(word: str) -> str:
    """`word` (folded) without its ending. At least four letters stay, or three if only a plural s is cut."""
    if word.endswith("s") and len(word) >= _SHORTEST_STEM and not word.endswith("ss"):
        word = word[:-1]  # so that "days" ends as "day" does
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


_CONCEPTS = {
    "price": """price prices cost costs fee fees charge charged expensive cheap euro euros dollar dollars pound pounds
        cents howmuch kosten kostet preis preise teuer prix coute coutent tarif tarifs
        precio precios cuesta cuestan tarifa prezzo prezzi costa costano preco precos custa custam prijs kost""",
    "time": """when whattime hour hours oclock morning noon afternoon evening night midnight monday tuesday wednesday
        thursday friday saturday sunday weekday weekdays weekend daily am pm wann uhr montag dienstag mittwoch
        donnerstag freitag samstag sonntag taglich morgens abends quand heure heures lundi mardi mercredi jeudi vendredi
        samedi dimanche matin soir cuando hora horas lunes martes miercoles jueves viernes sabado domingo manana tarde
        ore lunedi martedi mercoledi giovedi venerdi sabato domenica quando segunda terca quarta quinta sexta
        wanneer uur maandag dinsdag woensdag donderdag vrijdag zaterdag zondag""",
    "hours": """open opens opening hours closed closes closing shut geoffnet offnet offnungszeiten offen schliesst
        geschlossen ouvert ouverte ouverts ouvre horaire horaires ferme fermee abierto abierta abre abren horario
        cierra cerrado aperto aperta apre orari chiude chiuso aberto aberta fecha geopend openingstijden sluit
        gesloten""",
    "place": """where address located location directions street road row lane avenue square floor foot opposite beside
        station stop wo adresse strasse platz ou rue situe situee donde direccion calle dove indirizzo piazza onde
        endereco rua waar adres straat""",
    "contact": """phone telephone call ring number email mail reach contact telefon anrufen nummer erreichen appeler
        numero joindre llamar telefono correo chiamare ligar bellen nummer""",
    "duration": """howlong long takes take minute minutes day days week weeks last lasts dauert dauer tage wochen
        duree dure jours semaines dura dias semanas giorni settimane duurt dagen weken""",
    "parking": "park parking car cars garage parken parkplatz auto stationner voiture aparcar coche parcheggio carro",
    "booking": """book booking appointment reserve reservation table buchen buchung termin reservieren rendezvous
        reserver reservar cita prenotare prenotazione marcar afspraak boeken""",
    "return": """return returned returns refund exchange exchanged money ruckgabe umtausch zuruckgeben rendre retour
        rembourse echanger devolver cambio reembolso rendere reso rimborso devolucao retourneren""",
    "delivery": """deliver delivery delivered ship shipping lieferung liefern versand livraison livrer entrega envio
        consegna spedizione bezorgen levering""",
    "repair": """repair repairs fix fixed broken rewire mend faulty reparatur reparieren kaputt reparer casse reparar
        roto riparare guasto repareren kapot""",
    "food": "food eat breakfast lunch dinner meal vegan vegetarian essen fruhstuck manger repas comida desayuno",
    "network": "wifi wlan wireless internet network online",
    "pets": "dog dogs cat cats pet pets animal animals hund hunde tier chien animaux perro mascota cane cachorro",
    "access": "wheelchair accessible lift elevator stairs rollstuhl aufzug ascenseur ascensor ascensore",
    "children": "child children kid kids baby kinder kind enfant enfants nino ninos bambini criancas kinderen",
    "cancel": "cancel cancelled cancellation stornieren absagen annuler annulation cancelar annullare annuleren",
    "luggage": "luggage bag bags suitcase baggage gepack koffer bagages valise equipaje maleta bagagli",
    "name": "name named called heisst heissen appelle appelles llama chiama chama heet",
}
_OF_TWO_WORDS = (
    (re.compile(r"\b(?:how long|wie lange|combien de temps|cuanto tiempo|quanto tempo|hoe lang)\b"), "howlong"),
    (re.compile(r"\b(?:what time|wie spat|wie ?viel uhr|quelle heure|que hora|che ora|hoe laat)\b"), "whattime"),
    (re.compile(r"\b(?:how much|wie ?viel|combien|cuanto|quanto|hoeveel)\b"), "howmuch"),
    (re.compile(r"\b(?:wi fi|wi-fi)\b"), "wifi"),
    (re.compile(r"\bo.clock\b"), "oclock"),
)
_ASKING = "when whattime where howmuch howlong wann wo quand cuando donde quando dove onde wanneer waar"


def concepts_of(word: str) -> frozenset[str]:
    """The concepts of a stem. Most words have none."""
    return _concepts_by_stem().get(word, frozenset())


def only_asks(word: str) -> bool:
    """Whether a stem is a question word, which tells the kind of the answer and not its topic."""
    return word in _question_stems()


@cache
def _concepts_by_stem() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in _CONCEPTS.items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _question_stems() -> frozenset[str]:
    return frozenset(map(stem, word_set(_ASKING)))


def question_words_joined(text: str) -> str:
    """`text`, folded, with question words of two words joined to one. The longer ones come first in the table."""
    text = folded(text.casefold().replace("où", "where"))  # folded to "ou", it would mean "or"
    for pattern, word in _OF_TWO_WORDS:
        text = pattern.sub(word, text)
    return text
