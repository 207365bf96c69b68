"""A greeting that orders what to say, instead of saying it, is found in twelve languages."""

import pytest

from personactl.lint.text.orders import orders


@pytest.mark.parametrize(
    "greeting",
    [
        "Always start with: 'Hello, I am Cara.'",
        'Always start with "Hello, I am Cara."',
        "Always begin the conversation with: Hello, I am Cara.",
        'Start the conversation with "Hello, I am Cara."',
        "Begin every call by saying: Hello, I am Cara.",
        'Open with the words: "Hello, I am Cara."',
        'Greet the user with "Hi there, how are you?"',
        "Start with: 'Hello, this is Cara.'",
        'Say: "Hello, I am Cara. What can I do for you?"',
        'Always say "Hello, I am Cara."',
        "First message: Hello, I am Cara.",
        "Your first message should be: 'Hello.'",
        "Greeting: Hello, I am Cara.",
        "Beginne das Gespräch mit: „Hallo, ich bin Cara.“",
        "Sage: „Hallo, ich bin Cara vom Laden.“",
        "Immer beginne mit: „Hallo“",
        "Begrüßung: Hallo, ich bin Cara.",
        "Commence toujours par : « Bonjour, je suis Cara. »",
        "Dis : « Bonjour, je suis Cara de la boutique. »",
        "Message d'accueil : Bonjour !",
        "Empieza siempre con: «Hola, soy Cara.»",
        'Comienza la conversación con "Hola, soy Cara."',
        "Saludo: Hola, soy Cara.",
        'Inizia sempre con: "Ciao, sono Cara."',
        'Comece sempre com: "Olá, sou a Cara."',
        'Begin altijd met: "Hallo, ik ben Cara."',
        "Zawsze zaczynaj od: „Cześć, jestem Cara.”",
        'Börja alltid med: "Hej, jag är Cara."',
        "Всегда начинай с: «Здравствуйте, я Кара.»",
        "Begin by saying: Hello, I am Cara.",
        "Introduce yourself as Cara and ask how you can help.",
        'When the call starts, say: "Hello, I\'m Cara."',
        "Beginne stets mit „Guten Tag, ich bin Cara.“",
        'Commencez toujours par "Bonjour, je suis Cara."',
        "Inizia sempre dicendo: Ciao, sono Cara.",
        "Comece dizendo: Olá, sou a Cara.",
        "Begin altijd met 'Hallo, ik ben Cara.'",
        "Zawsze zaczynaj od słów: Dzień dobry.",
        "必ず「こんにちは、カラです」と言ってください。",
        "请始终以“您好，我是卡拉”开头。",
        '항상 "안녕하세요, 카라입니다."라고 말하세요.',
    ],
)
def test_an_order_in_a_greeting(greeting: str) -> None:
    assert list(orders(greeting)) != []


@pytest.mark.parametrize(
    "greeting",
    [
        "Hello, I am Cara. Shall we start with your name?",
        "Let's start with a question: what brings you here?",
        "I always start with one question: how was your day?",
        "Welcome! Say 'yes' to begin, or 'stop' at any time.",
        'Hello! Say "next" when you want to go on.',
        "Start by telling me your name.",
        "Begin with whatever is on your mind.",
        "Open the door with the code that you got, and then call me again.",
        "Please start with your order number.",
        "Hello! Introduce yourself, and tell me what you are looking for.",
        "When you are ready, say 'go'.",
        "Begin by saying the word that you find hardest.",
        "Empieza cuando quieras.",
        "Hello, I am Cara. Tell me where you want to start.",
        "Guten Tag, ich bin Cara. Womit sollen wir beginnen?",
        "Hallo! Sag einfach „weiter“, wenn du fertig bist.",
        "Bonjour, je suis Cara. On commence par quoi ?",
        "Hola, soy Cara. ¿Empezamos con tu nombre?",
        "Ciao, sono Cara. Cominciamo dal tuo nome?",
        "Olá, sou a Cara. Vamos começar com o seu nome?",
        "Hallo, ik ben Cara. Zullen we beginnen met je naam?",
        "Cześć, jestem Cara. Zaczynamy od imienia?",
        "Hej, jag är Cara. Ska vi börja med ditt namn?",
        "Здравствуйте, я Кара. Начнём с вашего имени?",
        "こんにちは、カラです。「予約」と言っていただければ、すぐにご案内します。",
        "您好，我是卡拉。我们从哪里开始？",
        "안녕하세요, 카라입니다. 무엇부터 시작할까요?",
    ],
)
def test_a_greeting_that_speaks_to_the_listener(greeting: str) -> None:
    assert [one.label for one in orders(greeting)] == []
