"""Placeholders and templates are found in all their families and in two dozen languages, and nothing else is."""

import pytest

from personactl.lint.text.placeholders import placeholders
from personactl.lint.text.templates import templates

OWN_MARKS = [
    *("[Company Name]", "[Business Name]", "[Restaurant Name]", "[Your Restaurant Name]", "[Hotel Name]", "[Company]"),
    *("[COMPANY NAME]", "[COMPANY_NAME]", "<COMPANY_NAME>", "<BUSINESS NAME>", "{COMPANY_NAME}", "%COMPANY_NAME%"),
    *("__COMPANY_NAME__", "[Name of the Company]", "[Brand]", "[Clinic Name]", "[Dental Practice Name]", "[Bot Name]"),
    *("[Agent Name]", "[Assistant's Name]", "[Your Name]", "[Your Company]", "[YOUR NAME HERE]", "<Your Company Name>"),
    *(
        "[company name here]",
        "<your_company>",
        "[your-name]",
        "{your_brand_name}",
        "[phone number here]",
        "[Our Hotel]",
    ),
    *("[Insert name here]", "[INSERT CITY]", "{Company Name}", "<Company Name>", "[Organization Name]", "[Store name]"),
    *("[Firmenname]", "[Name der Firma]", "[Ihr Unternehmen]", "[UNTERNEHMENSNAME]", "[Firmennamen einfügen]"),
    *("[Name des Restaurants]", "[Nom de l'entreprise]", "[NOM DE L’ENTREPRISE]", "[Votre entreprise]"),
    *("[Nom du restaurant]", "[Nombre de la empresa]", "[NOMBRE DE LA EMPRESA]", "[Su empresa]"),
    *("[Nombre del restaurante]", "[Nome dell'azienda]", "[Nome del ristorante]", "[La tua azienda]"),
    *("[Nome da empresa]", "[NOME DA EMPRESA]", "[Nome do restaurante]", "[Sua empresa]", "[Bedrijfsnaam]"),
    *("[Naam van het bedrijf]", "[Uw bedrijf]", "[Nazwa firmy]", "[NAZWA FIRMY]", "[Twoja firma]", "[Företagsnamn]"),
    *("[Название компании]", "[НАЗВАНИЕ КОМПАНИИ]", "[Ваша компания]", "[Şirket Adı]", "[会社名]", "【会社名】"),
    *(
        "[店舗名]",
        "[公司名称]",
        "【公司名称】",
        "[您的公司名称]",
        "[餐厅名称]",
        "[회사명]",
        "[회사 이름]",
        "[식당 이름]",
    ),
    *("<<COMPANY_NAME>>", "<<Company Name>>", "<<ADDRESS>>", "<<PHONE>>", "<your product>", "[your business]"),
    *("INSERT COMPANY NAME HERE", "INSERT_YOUR_HOTEL_HERE", "YOUR COMPANY NAME HERE", "Insert company name here"),
    *("[Název firmy]", "[JMÉNO SPOLEČNOSTI]", "[Vaše firma]", "[Názov spoločnosti]", "[Název restaurace]"),
    *("[Firmanavn]", "[Virksomhedens navn]", "[Restaurantnavn]", "[Din virksomhed]", "[Bedriftens navn]"),
    *("[Yrityksen nimi]", "[Ravintolan nimi]", "[Cégnév]", "[A cég neve]", "[Numele companiei]", "[Nume restaurant]"),
    *("[Назва компанії]", "[Назва ресторану]", "[Επωνυμία εταιρείας]", "[ΟΝΟΜΑ ΕΤΑΙΡΕΙΑΣ]", "[Naziv tvrtke]"),
    *("[Nama Perusahaan]", "[Nama Toko]", "[Tên công ty]", "[Tên nhà hàng]", "[ชื่อบริษัท]", "[שם החברה]", "[نام شرکت]"),
]
SENTENCES = [
    "You are Cara, the receptionist of {}.",
    "Do not discuss the competitors of {} with anybody.",
    "Thank you for calling {}, how can I help you today?",
    "# Role\nWork at {}.\nNever guess.",
    "Du arbeitest für {} in Lissabon, und du erfindest nichts.",
    "- {}: opening hours are nine to five.",
]


@pytest.mark.parametrize("mark", OWN_MARKS)
def test_a_mark_for_something_of_the_author_wherever_it_stands(mark: str) -> None:
    for sentence in SENTENCES:
        assert [one.label for one in placeholders(sentence.format(mark))] == [mark], sentence


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("You are [NAME], who sells lamps.", "[NAME]"),
        ("Say hello to [NAME] when they call.", "[NAME]"),
        ("Your name is [Name].", "[Name]"),
        ("Hi, this is [Name] from the lamp shop.", "[Name]"),
        ("Du bist [Name], und du verkaufst Lampen.", "[Name]"),
        ("Mein Name ist [Name].", "[Name]"),
        ("Tu es [Nom], la réceptionniste.", "[Nom]"),
        ("Je m'appelle [Prénom].", "[Prénom]"),
        ("Eres [Nombre], la recepcionista.", "[Nombre]"),
        ("Me llamo [NOMBRE].", "[NOMBRE]"),
        ("Sei [Nome], e vendi lampade.", "[Nome]"),
        ("Você é [Nome], e vende lâmpadas.", "[Nome]"),
        ("Je bent [Naam], en je verkoopt lampen.", "[Naam]"),
        ("Nazywasz się [Imię].", "[Imię]"),
        ("Тебя зовут [Имя].", "[Имя]"),
        ("あなたは[名前]です。", "[名前]"),
        ("你是[姓名]，一名接待员。", "[姓名]"),
        ("Welcome the visitor [object Object] warmly.", "[object Object]"),
        ("[Name]", "[Name]"),
        ("You are the host of [Restaurant].", "[Restaurant]"),
        ("Call us at [Phone Number].", "[Phone Number]"),
        ("Visit us at [Website URL].", "[Website URL]"),
        ("Our address is [COMPANY ADDRESS].", "[COMPANY ADDRESS]"),
        ("We open at [Your Hours].", "[Your Hours]"),
        ("You are the host of a bakery in [City].", "[City]"),
        ("# Our shop\n- Be brief.\n- **Phone:** [Phone Number]", "[Phone Number]"),
        ("Contact information:\nAddress: Market Row 3\nPhone: [Phone Number]", "[Phone Number]"),
        ("## About us\n\n1. Opening hours: [Hours]", "[Hours]"),
        ("Restaurant details\n* Menu: [Menu]", "[Menu]"),
        ("[कंपनी का नाम] में आपका स्वागत है।", "[कंपनी का नाम]"),
    ],
)
def test_the_name_of_the_persona(text: str, mark: str) -> None:
    assert [one.label for one in placeholders(text)] == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "Never use placeholder brackets like [Your Name].",
        "Never say things like [Your Name] or [Company Name].",
        "Do not say [Company Name] out loud.",
        "Don't leave [Your Name] in your answers.",
        "Avoid template text such as [Company Name] in what you say.",
        "Never read out '[NAME]'.",
        "Replace [NAME] with the name of the caller. Then say: hello [NAME]!",
        "[NAME] is the caller's first name. Use [NAME] once.",
        "[NAME] = the name that the caller gave.",
        "If a document contains brackets such as [Company Name], ask for the real name.",
        "Verwende keine Platzhalter wie [Firmenname].",
        "Sag niemals [Ihr Name].",
        "N'utilise jamais de crochets comme [Votre nom].",
        "Ne dis jamais [Nom de l'entreprise].",
        "Nunca uses corchetes como [Nombre de la empresa].",
        "No digas [Su empresa].",
        "Non usare mai segnaposto come [Nome dell'azienda].",
        "Nunca use colchetes como [Nome da empresa].",
        "Gebruik nooit haakjes zoals [Bedrijfsnaam].",
        "Nigdy nie używaj nawiasów takich jak [Nazwa firmy].",
        "Никогда не используй скобки вроде [Название компании].",
        "[会社名]のような括弧は使わないでください。",
        "不要使用像[公司名称]这样的占位符。",
        "[회사명] 같은 대괄호를 쓰지 마세요.",
        "Asla [Şirket Adı] gibi yer tutucular kullanma.",
        "Never output text like [Company Name]; use the real one.",
        "Avoid saying [insert name].",
        "Ne prononce jamais [Nom de l'entreprise].",
        "「[会社名]」とは言わないでください。",
        "Nepoužívej závorky jako [Název firmy].",
        "Nikdy neříkej [Název firmy].",
        "Brug aldrig [Firmanavn].",
        "Bruk aldri klammer som [Firmanavn].",
        "Älä käytä [Yrityksen nimi].",
        "Ne használj zárójelet, mint [Cégnév].",
        "Nu folosi [Numele companiei].",
        "Не використовуй дужки, наприклад [Назва компанії].",
        "Never say <<COMPANY_NAME>>.",
        "Never output INSERT COMPANY NAME HERE.",
        "<<SYS>>\nYou are Cara.\n<</SYS>>\nSay <<END>> when you are done.",
        "Confirm these:\n- Name: [Name]\n- Phone: [Phone Number]",
        "Our agents collect:\n- Phone: [Phone Number]\n- Address: [Address]",
        "Summarize the call for our team:\nPhone: [Phone Number]",
        "Ask for <your name>, and insert the card here.",
        "Tell them about the weather in [City].",
        "Hyvää päivää, [Asiakkaan nimi]. Dobrý den, [Jméno zákazníka]. Goddag, [Kundens navn].",
        "不要说“[公司名称]”。",
        "[회사명]이라고 말하지 마세요.",
        "Не произноси [Название компании].",
        "Wrong: Hello, this is [Company Name]",
        "❌ Hi, I'm [Agent Name].\n✅ Hi, I'm Cara.",
        "Example of what not to do: Hi, I'm [Agent Name].",
        "If a template contains [COMPANY], substitute the actual name.",
        "Use the customer's real name instead of [NAME].",
        "Never write (INSERT NAME) or <YOUR NAME>.",
        "Your responses must not contain\nbracketed text such as [Business Name].",
        "Nice to meet you, [name]! Thank you for calling, [Customer Name].",
        "Ask [First Name] how long they have looked for [product].",
        "Confirm: the appointment for [Patient Name] is on [Date] at [Time].",
        "Sag: Guten Tag, [Kundenname], Ihr Termin ist am [Datum].",
        "Di: Buenos días, [Nombre del cliente].",
        "Dis : Bonjour, [Nom du client].",
        "お電話ありがとうございます、[お客様名]様。[名前]さん、こんにちは。",
        "[NAME]\nYou are Cara.\n[STYLE]\nWarm.\n[COMPANY]\nLittle Lantern sells lamps.",
        "<NAME>Cara</NAME>\n<COMPANY>Little Lantern</COMPANY>\nBe brief.",
        "See [Company Name](https://shop.test) and [Brand][1].",
        "Explain that `[Company Name]` and `<COMPANY_NAME>` mark gaps.",
        "```\nDear [Company Name],\n```",
        "Tell them to go to the [Gift Shop], and then to the [Hotel] or the [Snack Bar].",
        "[Company Name]: Little Lantern\n[Address]: Market Row 3",
        "**[Brand]**: Lantern\nBe brief.",
        "【会社名】ランタン商店\n【営業時間】九時から",
        "【公司名称】：小灯笼\n【角色】前台",
        "【公司】\n小灯笼卖灯。",
        "[AGENT]: Hello!\n[NAME]: Hi there.\nAnswer like the agent.",
        "ask: why do you want to work at [company name]?",
        "Say [laughter] or [happy]. Press [Enter]. Item[s] cost [1] euro. Tick [x] or [ ].",
        "ESCUCHA TODO LO QUE DICE EL CLIENTE.",
        "A dictionary looks like {Name: Cara}, a set like {Firma}.",
        "Offer a table <b>now</b>; the price is < 5 and > 2.",
        "When they ask for the hotel [they mean ours], give the address.",
    ],
)
def test_what_is_no_placeholder(text: str) -> None:
    assert [one.label for one in placeholders(text)] == []


@pytest.mark.parametrize(
    "expression",
    [
        *("${name}", "${user.name}", "${user?.name}", "${name ?? 'there'}", '${name || "there"}', "${a ? b : c}"),
        *("${formatDate(new Date())}", "${items.map((x) => x.name).join(', ')}", "${first + ' ' + last}", "${a[0]}"),
        *("${`Hi ${name}`}", '${user ? `Hi ${user.name}` : "Hi"}', "${JSON.stringify({a: 1})}", "${price * 2}"),
        *(
            "${await getName()}",
            "${!ready}",
            "${(a)}",
            "${process.env.NAME}",
            "${NAME:-there}",
            "${ name }",
            "${count++}",
        ),
        *(
            "${user\n  ? user.name\n  : 'friend'}",
            "${new Intl.NumberFormat('en').format(x)}",
            "${typeof x === 'string'}",
        ),
        *('${names.map(n => `- ${n}`).join("\\n")}', "{{ name or 'there' }}"),
        *("{{name}}", "{{ user.name }}", "{{user?.name}}", "{{ name | default('there') }}", "{{ name || 'there' }}"),
        *("{{ a ? b : c }}", "{{ t('hello') }}", "{{name ?? 'you'}}", "{{#if name}}", "{{/if}}", "{{{name}}}"),
        *("{% if name %}", "{%- endif -%}", "<%= name %>", "%(name)s", "#{user.name}"),
    ],
)
def test_template_expressions(expression: str) -> None:
    for text in (f"Hello {expression}, how are you?", f"{expression}", f"Don't greet {expression} twice.\nIt's late."):
        assert [one.label for one in templates(text)] == [expression]


@pytest.mark.parametrize(
    "text",
    [
        "The sum is $\\sum_{i}${x^2}$ and $a$.",
        "Explain `${name}` and `{{ name }}` to the learner.",
        "```js\nconst a = `${name}`\n```",
        "It costs $5 {or less}. An empty ${} is nothing.",
        "Escaped \\${name} stays.",
        'JSON such as {"a": {"b": {}}} is fine.',
        "Give 20% (or more) off, and 100%.",
        "LaTeX: \\frac{a}{b}, x_{i}, {{a}\\over{b}}.",
        "Issue #{ and a heading # {x}.",
    ],
)
def test_what_is_no_template(text: str) -> None:
    assert [one.label for one in templates(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('Never say "lorem ipsum".', []),
        ("Never write lorem ipsum to a guest.", []),
        ("Sage nie „Lorem ipsum“.", []),
        ("Do not ever say YOUR_API_KEY.", []),
        ("Lorem ipsum dolor", ["Lorem ipsum"]),
        ("You never stop. Lorem ipsum dolor.", ["Lorem ipsum"]),
        ("Never say anything about prices, lorem ipsum dolor sit amet.", ["lorem ipsum"]),
        ("Do not guess. TODO: hours", ["TODO:"]),
    ],
)
def test_plain_words_that_their_own_sentence_forbids(text: str, found: list[str]) -> None:
    assert [one.label for one in placeholders(text)] == found
