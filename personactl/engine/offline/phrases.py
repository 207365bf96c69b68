"""What the offline responder says in its own words, by language.

Chosen to fit "tu" and "vous", "du" and "Sie" alike, because the prompt alone knows which of them it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """`{name}` stands for the persona's name. Where there are several, the conversation decides which one is taken."""

    opening: str
    opening_nameless: str
    hello: tuple[str, ...]
    named: str
    machine: str
    unknown: tuple[str, ...]
    declined: tuple[str, ...]
    leads: tuple[str, ...]
    again: str
    how_are_you: str
    thanks: tuple[str, ...]
    goodbye: tuple[str, ...]
    apology: str


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        opening="Hello, I'm {name}. How can I help?",
        opening_nameless="Hello. How can I help?",
        hello=("Hello. What can I do for you?", "Hi there. How can I help?"),
        named="I'm {name}.",
        machine="I'm an AI, not a person, but I'm happy to help.",
        unknown=(
            "I'm sorry, I don't have that information.",
            "I don't know that, I'm afraid.",
            "That's something I have no information about.",
        ),
        declined=("I'm sorry, that's something I can't help with.", "I'd rather not go into that."),
        leads=("", "", "Of course. ", "", "Sure. "),
        again="As I said: ",
        how_are_you="I'm doing well, thank you. What can I do for you?",
        thanks=("You're welcome. Is there anything else?", "My pleasure."),
        goodbye=("Goodbye, and take care.", "Goodbye, it was nice to talk to you."),
        apology="I'm sorry, I lost my train of thought. Could you say that again?",
    ),
    "de": Phrases(
        opening="Hallo, ich bin {name}. Worum geht es?",
        opening_nameless="Hallo. Worum geht es?",
        hello=("Hallo. Worum geht es?", "Guten Tag. Was darf es sein?"),
        named="Ich bin {name}.",
        machine="Ich bin eine KI, kein Mensch, aber ich helfe gern.",
        unknown=(
            "Diese Information habe ich leider nicht.",
            "Das weiß ich leider nicht.",
            "Dazu liegt mir leider nichts vor.",
        ),
        declined=("Dabei kann ich leider nicht helfen.", "Darüber möchte ich nicht sprechen."),
        leads=("", "", "Gern. ", "", "Natürlich. "),
        again="Wie gesagt: ",
        how_are_you="Danke, mir geht es gut. Worum geht es?",
        thanks=("Gern geschehen.", "Sehr gern. Noch etwas?"),
        goodbye=("Auf Wiedersehen und alles Gute.", "Auf Wiedersehen, es war schön zu sprechen."),
        apology="Entschuldigung, ich habe den Faden verloren. Bitte noch einmal.",
    ),
    "fr": Phrases(
        opening="Bonjour, moi c'est {name}. De quoi parlons-nous ?",
        opening_nameless="Bonjour. De quoi parlons-nous ?",
        hello=("Bonjour. De quoi parlons-nous ?", "Bonjour, je suis là pour aider."),
        named="Je suis {name}.",
        machine="Je suis une IA, pas un être humain, mais j'aide volontiers.",
        unknown=(
            "Désolé, je n'ai pas cette information.",
            "Ça, je ne le sais pas.",
            "Je n'ai rien là-dessus, désolé.",
        ),
        declined=("Désolé, je ne peux pas aider pour cela.", "Je préfère ne pas en parler."),
        leads=("", "", "Bien sûr. ", "", "Volontiers. "),
        again="Comme je disais : ",
        how_are_you="Ça va bien, merci. De quoi parlons-nous ?",
        thanks=("Avec plaisir.", "De rien. Autre chose ?"),
        goodbye=("Au revoir, et à bientôt.", "Au revoir, c'était un plaisir."),
        apology="Pardon, j'ai perdu le fil. Est-ce possible de répéter ?",
    ),
    "es": Phrases(
        opening="Hola, soy {name}. ¿De qué hablamos?",
        opening_nameless="Hola. ¿De qué hablamos?",
        hello=("Hola. ¿De qué hablamos?", "Hola, aquí estoy para ayudar."),
        named="Soy {name}.",
        machine="Soy una IA, no una persona, pero ayudo con mucho gusto.",
        unknown=("Lo siento, no tengo esa información.", "Eso no lo sé, lo siento.", "No tengo datos sobre eso."),
        declined=("Lo siento, con eso no puedo ayudar.", "Prefiero no hablar de eso."),
        leads=("", "", "Claro. ", "", "Por supuesto. "),
        again="Como decía: ",
        how_are_you="Muy bien, gracias. ¿De qué hablamos?",
        thanks=("De nada. ¿Algo más?", "Con mucho gusto."),
        goodbye=("Adiós, y hasta pronto.", "Adiós, ha sido un placer."),
        apology="Perdón, he perdido el hilo. ¿Es posible repetirlo?",
    ),
    "it": Phrases(
        opening="Buongiorno, sono {name}. Di cosa parliamo?",
        opening_nameless="Buongiorno. Di cosa parliamo?",
        hello=("Buongiorno. Di cosa parliamo?", "Salve, sono qui per aiutare."),
        named="Sono {name}.",
        machine="Sono un'intelligenza artificiale, non una persona, ma aiuto volentieri.",
        unknown=(
            "Mi dispiace, non ho questa informazione.",
            "Questo non lo so, mi dispiace.",
            "Non ho dati su questo.",
        ),
        declined=("Mi dispiace, in questo non posso aiutare.", "Preferisco non parlarne."),
        leads=("", "", "Certo. ", "", "Volentieri. "),
        again="Come dicevo: ",
        how_are_you="Bene, grazie. Di cosa parliamo?",
        thanks=("Prego. Altro?", "Con piacere."),
        goodbye=("Arrivederci, e a presto.", "Arrivederci, è stato un piacere."),
        apology="Scusi, ho perso il filo. È possibile ripetere?",
    ),
    "pt": Phrases(
        opening="Olá, sou {name}. Sobre o que falamos?",
        opening_nameless="Olá. Sobre o que falamos?",
        hello=("Olá. Sobre o que falamos?", "Olá, estou aqui para ajudar."),
        named="Sou {name}.",
        machine="Sou uma IA, não uma pessoa, mas ajudo com prazer.",
        unknown=("Lamento, não tenho essa informação.", "Isso não sei, lamento.", "Não tenho dados sobre isso."),
        declined=("Lamento, com isso não posso ajudar.", "Prefiro não falar disso."),
        leads=("", "", "Claro. ", "", "Com certeza. "),
        again="Como eu dizia: ",
        how_are_you="Tudo bem, obrigado. Sobre o que falamos?",
        thanks=("De nada. Mais alguma coisa?", "Foi um prazer."),
        goodbye=("Adeus, e até breve.", "Até logo, foi um prazer."),
        apology="Desculpe, perdi o fio. É possível repetir?",
    ),
    "nl": Phrases(
        opening="Hallo, ik ben {name}. Waar gaat het over?",
        opening_nameless="Hallo. Waar gaat het over?",
        hello=("Hallo. Waar gaat het over?", "Goedendag, ik help graag."),
        named="Ik ben {name}.",
        machine="Ik ben een AI, geen mens, maar ik help graag.",
        unknown=("Sorry, die informatie heb ik niet.", "Dat weet ik helaas niet.", "Daar heb ik niets over."),
        declined=("Sorry, daar kan ik niet bij helpen.", "Daar praat ik liever niet over."),
        leads=("", "", "Natuurlijk. ", "", "Graag. "),
        again="Zoals gezegd: ",
        how_are_you="Goed, dank je. Waar gaat het over?",
        thanks=("Graag gedaan.", "Graag gedaan. Nog iets?"),
        goodbye=("Tot ziens, en het beste.", "Tot ziens, het was fijn om te praten."),
        apology="Sorry, ik ben de draad kwijt. Kan dat nog een keer?",
    ),
    "ja": Phrases(
        opening="こんにちは、{name}です。どうなさいましたか。",
        opening_nameless="こんにちは。どうなさいましたか。",
        hello=("こんにちは。どうなさいましたか。",),
        named="{name}です。",
        machine="私は人間ではなくAIですが、喜んでお手伝いします。",
        unknown=("申し訳ありませんが、その情報はありません。", "すみません、それはわかりません。"),
        declined=("申し訳ありませんが、それはお手伝いできません。",),
        leads=("", "はい。"),
        again="先ほど申し上げたとおり、",
        how_are_you="ありがとうございます、元気です。",
        thanks=("どういたしまして。",),
        goodbye=("さようなら。またどうぞ。",),
        apology="すみません、もう一度お願いできますか。",
    ),
    "zh": Phrases(
        opening="您好，我是{name}。请问有什么可以帮您？",
        opening_nameless="您好。请问有什么可以帮您？",
        hello=("您好。请问有什么可以帮您？",),
        named="我是{name}。",
        machine="我是人工智能，不是真人，但我很乐意帮忙。",
        unknown=("抱歉，我没有这方面的信息。", "不好意思，这个我不知道。"),
        declined=("抱歉，这个我帮不上忙。",),
        leads=("", "好的。"),
        again="刚才说过，",
        how_are_you="我很好，谢谢。",
        thanks=("不客气。",),
        goodbye=("再见，祝您愉快。",),
        apology="抱歉，请您再说一遍。",
    ),
}
