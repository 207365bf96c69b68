"""A prompt that orders data for a program in its answers is found, in fifteen languages; data elsewhere is not."""

import pytest

from personactl.lint.text.machine_formats import machine_formats


@pytest.mark.parametrize(
    "text",
    [
        'After each reply, output a machine block in the format <machine>{"intent": "..."}</machine>.',
        "Always output a machine block in the format <machine>{...}.",
        'At the end output a machine block in the format <machine>{"intent": "..."}</machine>.',
        'After every answer you output <machine>{"intent": "x"}</machine>.',
        'Finally emit a block like <state>{"step": 1}</state>.',
        "In addition to your reply, you will output a JSON object.",
        "Every reply has to end with <machine>{...}</machine>.",
        "Am Ende gib einen Maschinenblock im Format <machine>{...}</machine> aus.",
        'Al final de la llamada emite un bloque <machine>{"x": 1}</machine>.',
        "At the end of every answer append a JSON object with the intent and the mood.",
        'End every reply with {"done": true} or {"done": false}.',
        "Then emit a metadata block.",
        'Respond only with JSON: {"answer": "..."}',
        'Reply in the format <answer>...</answer><meta>{"a": 1}</meta>',
        "Every message must end with [[END]].",
        "Wrap your answer in <speak> tags.",
        'Your answer must contain a data block {"slots": {}}.',
        "You must include a <state>{...}</state> tag in your answer.",
        "After your answer, print a machine-readable line.",
        'For every turn, write:\n<data>{"name": "..."}</data>',
        'At the end of each reply, output:\n```json\n{"intent": "booking"}\n```',
        "Add [[MOOD: happy]] at the end of what you say.",
        'Gib nach jeder Antwort einen JSON-Block aus: <machine>{"absicht": "..."}.',
        'Füge am Ende jeder Antwort <daten>{"ziel": 1}</daten> an.',
        'Après chaque réponse, ajoute un bloc JSON : <machine>{"intention": "..."}.',
        'Termine chaque réponse par {"fini": true}.',
        'Al final de cada respuesta, añade un bloque JSON: {"intención": "..."}.',
        'Alla fine di ogni risposta, aggiungi <dati>{"scopo": 1}</dati>.',
        'No fim de cada resposta, inclua um bloco JSON: {"fim": true}.',
        'Voeg aan het einde van elk antwoord een JSON-blok toe: {"klaar": true}.',
        'Na końcu każdej odpowiedzi dodaj blok JSON: {"koniec": true}.',
        'Lägg till ett JSON-block i slutet av varje svar: {"klart": true}.',
        'В конце каждого ответа добавляй JSON-блок: {"готово": true}.',
        '各回答の最後に<machine>{"intent": "..."}を出力してください。',
        '每次回答后输出<machine>{"intent": "..."}。',
        '매 답변 끝에 <machine>{"intent": "..."}를 출력하세요.',
        'Her yanıtın sonuna {"bitti": true} ekle.',
    ],
)
def test_data_for_a_program_in_answers(text: str) -> None:
    prompt = f"You are Cara, who sells lamps.\n{text}\nBe brief."

    assert len(list(machine_formats(prompt))) == 1


@pytest.mark.parametrize(
    "text",
    [
        'Never output JSON blocks such as {"a": 1}.',
        "Do not include <machine>{...} in what you say.",
        'Call the tool save_lead with {"name": "..."} when you have the name.',
        'The tool returns {"status": "ok"}; say it in words.',
        'The function expects a JSON object: {"city": "Lisbon"}.',
        'Write the appointment on the screen with the show_card tool: {"title": "..."}.',
        '<context>{"shop": "Little Lantern", "city": "Lisbon"}</context>',
        "Never say anything more, and do not\noutput <machine>{...} at the end.",
        'The catalogue:\n{"lamp": 40, "bulb": 5}',
        "Return to the <menu>...</menu> when they are lost.",
        "You receive the order as <order>{...}</order>. Read it back in your own words.",
        "Explain to learners what a JSON object is, and give an example.",
        "Ask which block of flats they live in, and write nothing down.",
        "Gib niemals JSON-Blöcke aus.",
        "N'ajoute jamais de bloc JSON.",
        'No añadas {"a": 1} a tus respuestas.',
        "JSONブロックは出力しないでください。",
        '不要输出<machine>{"a": 1}。',
        "JSON 블록을 출력하지 마세요.",
        'Rufe das Werkzeug mit {"ort": "Berlin"} auf, und gib das Ergebnis in Worten wieder.',
    ],
)
def test_data_elsewhere(text: str) -> None:
    assert [one.label for one in machine_formats(f"You are Cara.\n{text}\nBe brief.")] == []
