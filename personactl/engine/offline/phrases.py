"""What the offline responder says in its own words, by language.

The words claim nothing: no feeling, no knowledge, nothing that will be done later, and no yes or no before a fact. They
fit "tu" and "vous", "du" and "Sie" alike, because only the prompt knows which of them it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """`{name}` stands for the persona's name. The conversation decides which of several phrases is said."""

    opening: str
    opening_nameless: str
    hello: tuple[str, ...]
    named: str
    machine: str
    unknown: tuple[str, ...]
    declined: tuple[str, ...]
    again: str
    how_are_you: str
    thanks: tuple[str, ...]
    goodbye: str
    apology: str


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        opening="Hello, I'm {name}. How can I help?",
        opening_nameless="Hello. How can I help?",
        hello=("Hello. What can I do for you?", "Hi there. How can I help?"),
        named="I'm {name}.",
        machine="I'm an AI, not a person.",
        unknown=("I'm sorry, I don't have that information.", "I don't know that, I'm afraid.", "I don't know."),
        declined=("I'm sorry, that's something I can't help with.", "I'd rather not go into that."),
        again="As I said: ",
        how_are_you="Thank you for asking. What can I do for you?",
        thanks=("You're welcome. Is there anything else?", "My pleasure."),
        goodbye="Goodbye, and take care.",
        apology="I'm sorry, I lost my train of thought. Could you say that again?",
    ),
    "de": Phrases(
        opening="Hallo, ich bin {name}. Worum geht es?",
        opening_nameless="Hallo. Worum geht es?",
        hello=("Hallo. Worum geht es?", "Guten Tag. Was darf es sein?"),
        named="Ich bin {name}.",
        machine="Ich bin eine KI, kein Mensch.",
        unknown=("Diese Information habe ich leider nicht.", "Das weiß ich leider nicht."),
        declined=("Dabei kann ich leider nicht helfen.", "Darüber möchte ich nicht sprechen."),
        again="Wie gesagt: ",
        how_are_you="Danke der Nachfrage. Worum geht es?",
        thanks=("Gern geschehen.", "Sehr gern. Noch etwas?"),
        goodbye="Auf Wiedersehen und alles Gute.",
        apology="Entschuldigung, ich habe den Faden verloren. Bitte noch einmal.",
    ),
    "fr": Phrases(
        opening="Bonjour, moi c'est {name}. De quoi parlons-nous ?",
        opening_nameless="Bonjour. De quoi parlons-nous ?",
        hello=("Bonjour. De quoi parlons-nous ?", "Bonjour, je suis là pour aider."),
        named="Je suis {name}.",
        machine="Je suis une IA, pas un être humain.",
        unknown=("Désolé, je n'ai pas cette information.", "Ça, je ne le sais pas."),
        declined=("Désolé, je ne peux pas aider pour cela.", "Je préfère ne pas en parler."),
        again="Comme je disais : ",
        how_are_you="Merci de demander. De quoi parlons-nous ?",
        thanks=("Avec plaisir.", "De rien. Autre chose ?"),
        goodbye="Au revoir, et à bientôt.",
        apology="Pardon, j'ai perdu le fil. Est-ce possible de répéter ?",
    ),
    "es": Phrases(
        opening="Hola, soy {name}. ¿De qué hablamos?",
        opening_nameless="Hola. ¿De qué hablamos?",
        hello=("Hola. ¿De qué hablamos?", "Hola, aquí estoy para ayudar."),
        named="Soy {name}.",
        machine="Soy una IA, no una persona.",
        unknown=("Lo siento, no tengo esa información.", "Eso no lo sé, lo siento.", "No tengo datos sobre eso."),
        declined=("Lo siento, con eso no puedo ayudar.", "Prefiero no hablar de eso."),
        again="Como decía: ",
        how_are_you="Gracias por preguntar. ¿De qué hablamos?",
        thanks=("De nada. ¿Algo más?", "Con mucho gusto."),
        goodbye="Adiós, y hasta pronto.",
        apology="Perdón, he perdido el hilo. ¿Es posible repetirlo?",
    ),
    "it": Phrases(
        opening="Buongiorno, sono {name}. Di cosa parliamo?",
        opening_nameless="Buongiorno. Di cosa parliamo?",
        hello=("Buongiorno. Di cosa parliamo?", "Salve, sono qui per aiutare."),
        named="Sono {name}.",
        machine="Sono un'intelligenza artificiale, non una persona.",
        unknown=("Mi dispiace, non ho questa informazione.", "Questo non lo so, mi dispiace."),
        declined=("Mi dispiace, in questo non posso aiutare.", "Preferisco non parlarne."),
        again="Come dicevo: ",
        how_are_you="Grazie per la domanda. Di cosa parliamo?",
        thanks=("Prego. Altro?", "Con piacere."),
        goodbye="Arrivederci, e a presto.",
        apology="Scusi, ho perso il filo. È possibile ripetere?",
    ),
    "pt": Phrases(
        opening="Olá, sou {name}. Sobre o que falamos?",
        opening_nameless="Olá. Sobre o que falamos?",
        hello=("Olá. Sobre o que falamos?", "Olá, estou aqui para ajudar."),
        named="Sou {name}.",
        machine="Sou uma IA, não uma pessoa.",
        unknown=("Lamento, não tenho essa informação.", "Isso não sei, lamento.", "Não tenho dados sobre isso."),
        declined=("Lamento, com isso não posso ajudar.", "Prefiro não falar disso."),
        again="Como eu dizia: ",
        how_are_you="Obrigado por perguntar. Sobre o que falamos?",
        thanks=("De nada. Mais alguma coisa?", "Foi um prazer."),
        goodbye="Adeus, e até breve.",
        apology="Desculpe, perdi o fio. É possível repetir?",
    ),
    "nl": Phrases(
        opening="Hallo, ik ben {name}. Waar gaat het over?",
        opening_nameless="Hallo. Waar gaat het over?",
        hello=("Hallo. Waar gaat het over?", "Goedendag, ik help graag."),
        named="Ik ben {name}.",
        machine="Ik ben een AI, geen mens.",
        unknown=("Sorry, die informatie heb ik niet.", "Dat weet ik helaas niet.", "Daar heb ik niets over."),
        declined=("Sorry, daar kan ik niet bij helpen.", "Daar praat ik liever niet over."),
        again="Zoals gezegd: ",
        how_are_you="Bedankt voor de vraag. Waar gaat het over?",
        thanks=("Graag gedaan.", "Graag gedaan. Nog iets?"),
        goodbye="Tot ziens, en het beste.",
        apology="Sorry, ik ben de draad kwijt. Kan dat nog een keer?",
    ),
    "ja": Phrases(
        opening="こんにちは、{name}です。どうなさいましたか。",
        opening_nameless="こんにちは。どうなさいましたか。",
        hello=("こんにちは。どうなさいましたか。",),
        named="{name}です。",
        machine="私は人間ではなくAIです。",
        unknown=("申し訳ありませんが、その情報はありません。", "すみません、それはわかりません。"),
        declined=("申し訳ありませんが、それはお手伝いできません。",),
        again="先ほど申し上げたとおり、",
        how_are_you="お気遣いありがとうございます。",
        thanks=("どういたしまして。",),
        goodbye="さようなら。またどうぞ。",
        apology="すみません、もう一度お願いできますか。",
    ),
    "zh": Phrases(
        opening="您好，我是{name}。请问有什么可以帮您？",
        opening_nameless="您好。请问有什么可以帮您？",
        hello=("您好。请问有什么可以帮您？",),
        named="我是{name}。",
        machine="我是人工智能，不是真人。",
        unknown=("抱歉，我没有这方面的信息。", "不好意思，这个我不知道。"),
        declined=("抱歉，这个我帮不上忙。",),
        again="刚才说过，",
        how_are_you="谢谢您的关心。",
        thanks=("不客气。",),
        goodbye="再见，祝您愉快。",
        apology="抱歉，请您再说一遍。",
    ),
}
