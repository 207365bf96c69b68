"""The words in marks such as `[Company Name]` and in the sentences around them, in two dozen languages.

A mark is a placeholder of the author if it stands for something of the author's own: the company, the assistant. A mark
for something of the listener, such as `[Customer Name]`, may be a slot that the model fills in while it talks.
"""

from typing import Final

from personactl.pattern import Pattern


def _any(*languages: str) -> str:
    return "|".join(languages)


_NAME: Final = _any(
    *("names?", "namen?", "firmen?name", "bezeichnung", "noms?", "prénoms?", "nombres?", "nom[ei]", "naam", "nazwa"),
    *("imię", "namn", "название", "названия", "имя", "наименование", "ad[ıi]", "isim", "اسم", "नाम"),
    *(
        "název",
        "názov",
        "jméno",
        "meno",
        "navn(?:et)?",
        "nimi",
        "nev[eé]",
        "név",
        "nume(?:le)?",
        "назва",
        "ім я",
        "име",
    ),
    *("ime", "naziv", "nama", "tên", "ชื่อ", "שם", "نام", "[όο]νομα", "επωνυμ[ίι]α"),
)
FIRM: Final = _any(
    r"compan(?:y|ies)|business(?:es)?|brands?|organi[sz]ations?|agency|firms?|corporation|start-?up|employer"
    r"|vendor|merchant",
    r"firma|firmen|unternehmens?|marken?|kanzlei|agentur|entreprise|société|marque|organisation|agence|empresa|marca",
    r"negocio|compañía|organización|agencia|comercio|azienda|società|marchio|ditta|organizzazione|agenzia|impresa",
    r"organização|negócio|agência|companhia|bedrijfs?|bedrijf|merk|onderneming|organisatie|firmy|marki",
    r"przedsiębiorstwa|organizacji|företagets?|företag|varumärke|компани[яи]|бренда?|организаци[яи]|фирм[аы]",
    r"şirket(?:in|inizin|i)?|marka|işletme|شركة|الشركة|कंपनी",
    r"společnosti?|spoločnos(?:ť|ti)|podniku?|značky|virksomhed(?:en)?s?|firma(?:et)?s|selskab(?:et)?s?|bedrift(?:en)?s?",
    r"selskap(?:et)?s?|mærke(?:t)?s|yrity(?:s|ksen|ksesi)|yhtiön?|yhtiösi|brändin?|cég(?:ed|ük)?|vállalat|vállalkozás",
    r"companie[i]?|firmei|afacerii|компані[яїю]|фірм[аи]|бренду|компанията|фирмата|tvrtk[ae]|poduzeća|kompanij[ae]",
    r"perusahaan|syarikat|công ty|doanh nghiệp|thương hiệu|החברה|העסק|شرکت|(?:τησ )?(?:εταιρε?[ίι]ασ|επιχε[ίι]ρησησ)",
)
VENUE: Final = _any(
    r"restaurants?|caf[eé]s?|bar|bakery|hotels?|hostel|resort|shops?|stores?|boutique|salon|spa|studios?|gym|clinics?",
    r"hospitals?|practice|pharmacy|banks?|insurer|schools?|university|college|academy|church|museum|gallery",
    r"theat(?:re|er)|dealership|garage|property|venue|location|branch|airline|charity|nonprofit|foundation"
    r"|institution|institute",
    r"geschäfts?|laden|ladens|praxis|schule|bank|magasin|hôtel|clinique|cabinet|école|banque|tienda|restaurante"
    r"|clínica",
    r"escuela|banco|negozio|ristorante|albergo|clinica|scuola|banca|loja|escola|winkel|kliniek|school|zaak|sklepu",
    r"restauracji|hotelu|kliniki|szkoły|banku|butik|restaurang|hotell|klinik|skola|магазина?|ресторана?|отеля?",
    r"клиник[аи]|школ[аы]|банка?|mağaza|restoran|otel|klinik|okul|متجر|المتجر|مطعم|المطعم|रेस्तरां|दुकान",
    r"restaurace|hotelu|kliniky|obchodu|školy|restaurationens|butikkens|hotellets|skolens|klinikken?s|ravintola[n]?",
    r"hotellin|kaupan|myymälän|koulun|klinikan|étterem|szálloda|bolt|iskola|restaurantului|hotelului|magazinului",
    r"ресторану|готелю|магазину|клініки|restorana|hotela|trgovine|toko|restoran|cửa hàng|nhà hàng|khách sạn",
)
_PLACE: Final = f"{FIRM}|{VENUE}"
_SELF: Final = _any(
    r"agents?|bots?|chatbots?|assistants?|personas?|avatars?|ai|websites?|platform|app|software|brand",
    r"assistenten|agenten|bot|assistant|agent|asistente|agente|assistente|asystenta|ассистента|бота|asistan",
)
_CJK: Final = (
    r"(?:御社|貴社|会社|企業|店舗|店|ブランド|ホテル|レストラン|クリニック|アシスタント|ボット)(?:の)?(?:名|名前|名称)"
    r"|(?:您的|你的|贵)?(?:公司|企业|品牌|店铺|商店|餐厅|酒店|诊所|学校|机构|助手|助理|机器人)(?:的)?(?:名称?|名字|姓名)"
    r"|(?:회사|기업|브랜드|매장|가게|식당|레스토랑|호텔|병원|학교|상호|어시스턴트|봇)\s?(?:명|이름)|상호"
)
_GLUED: Final = (
    r"(?:firmen|unternehmens|marken|laden|geschäfts|praxis|hotel|restaurant|schul|bank|assistenten|agenten|bot)name"
    r"|(?:bedrijfs|winkel|merk|restaurant|hotel|praktijk|zaak)naam|(?:företags|butiks|varumärkes|restaurang|hotell)namn"
    r"|(?:firma|virksomheds|butiks?|selskabs?|selskaps?|bedrifts|restaurant|hotel|hotell|skole|klinik|assistent|bot)navn"
    r"|cégnév|márkanév|étteremnév|ชื่อ(?:บริษัท|ร้าน|แบรนด์|ธุรกิจ|โรงแรม)"
)
_YOUR: Final = (
    r"your|ihre?n?s?|deine?n?s?|euer|eure|votre|vos|ton|ta|su|sus|tu|tus|vuestr[oa]|il tuo|la tua|il vostro|la vostra"
    r"|seu|sua|teu|tua|jouw|uw|twoj[ae]|twój|państwa|din|ditt|er|ert|ваш[аеи]?|твоя|твой|senin|sizin|اسم"
    r"|vaš[ae]?|tvoj[ae]?|tvůj|dit|jeres|deres|teidän|sinun|tvá"
)
_LINK: Final = r"(?:of|the|de|du|des|la|le|l|los|las|del|dell|della|dello|di|do|da|der|van|het|av|ihres|deines)"

_CONTACT: Final = (
    r"address|website|url|link|(?:phone|telephone) ?number|phone|number|e ?mail(?: address)?|(?:opening "
    r"|business )?hours"
    r"|location|city|policy|menu"
)
OWN: Final = Pattern(
    rf"(?:(?:{_YOUR}|the|our) )?(?:{FIRM})|(?:{_YOUR}|our) (?:[^\W\d_]+ )?(?:{VENUE})"
    rf"|(?:(?:{_YOUR}|the|our) )?(?:(?:[^\W\d_]+ ){{0,2}}(?:{_PLACE})|{_SELF}) (?:{_NAME})(?: here)?"
    rf"|(?:{_NAME})(?: {_LINK})* (?:{_PLACE}|{_SELF})(?: here)?|(?:{_GLUED})|{_CJK}"
    rf"|(?:(?:{_YOUR}|our) )?(?:{FIRM}|website|shop|store|office) (?:{_CONTACT})|(?:कंपनी|दुकान"
    rf"|रेस्तरां) (?:का|की|के) नाम"
)
"""What is of the author: a company, with or without `name`; a place or an assistant with it."""
YOURS: Final = Pattern(
    rf"(?:{_YOUR}) (?:[^\W\d_]+ ){{0,2}}(?:{_NAME}|{_PLACE}|{_SELF}|{_CONTACT}|product|service"
    rf"|team|role|title|industry|offer)(?: here)?"
)
"""`Your Name` and its like."""
NAME: Final = Pattern(rf"(?:{_NAME}|名前|氏名|姓名|名字|이름|성명)")
"""A name that may be the assistant's or the listener's."""
LISTENER: Final = Pattern(
    r"\b(?:users?|customers?|clients?|callers?|guests?|visitors?|patients?|candidates?|students?|leads?|prospects?"
    r"|contacts?|members?|first|last|full|given|family|sur|middle|nick|child|parent|pet|their|his|her|recipient"
    r"|kunden?|nutzer|anrufer|gast|patienten?|vor|nach|clients?|utilisateur|appelant|patient|clientes?"
    r"|usuarios?|paciente|utente|ospite|paziente|usuário|hóspede|klant|gebruiker|beller|klienta|pacjenta|użytkownika"
    r"|kund|användare|клиента?|пользователя|гостя|müşteri|kullanıcı"
    r"|zákazníka?|hosta|uživatele|volajícího|kunden?s|gæstens?|brugerens?|gjestens?|brukerens?|asiakkaan|käyttäjän|vieraan"
    r"|soittajan|ügyfél|vendég|clientului|oaspetelui|клієнта|користувача|πελάτη|pelanggan|tamu|khách hàng|ลูกค้า)\b"
    r"|お客|顧客|客户|顾客|用户|고객|사용자|ग्राहक|عميل|العميل"
)
"""Words for the person who talks with the persona."""
HERE: Final = Pattern(
    rf"(?:[^\W\d_]+ ){{0,3}}(?:{_NAME}|{_PLACE}|{_SELF}|product|service|address|number|url|text) here"
)
"""`company name here` and its like, which no model fills in."""
FILL_IN: Final = Pattern(
    r"(?:please |bitte |hier |здесь )?(?:insert(?: here)?|fill in|replace(?: with| me)?|change ?me"
    r"|(?:enter|type|put|add|specify|list) (?:your|the|here)"
    r"|insér(?:er|ez)|à (?:compléter|remplir|remplacer)|complétez|insertar?|inserte|rellen(?:ar|e)|complet(?:ar|e)"
    r"|introduzca|inserire|inserisci|compilare|da completare|inserir|insira|preench(?:er|a)|vul in|invullen"
    r"|wstaw|wpisz|uzupełnij|infoga|fyll i|вставьте?|вставить|укажите|введите|впишите)\b.*"
    r"|.*\b(?:einfügen|einsetzen|eintragen|einf(?:ü|ue)gen|invullen|invoegen|ekleyin|giriniz|yazın)(?: hier)?"
    r"|(?:插入|填写|填入|请输入|请填).*|.*(?:を入力|を記入|を挿入|をここに|입력|삽입|기입).*"
)
"""An order to the author."""

_PLACEHOLDERS: Final = (
    r"place-?holders?|brackets?|bracketed|template (?:text|variables?|fields?)|tokens?|variables?|slots?|platzhalter"
    r"|klammer\w*|crochets?|espaces? réservés?|balises?|marcador\w*|corchetes?|llaves|segnapost\w*|parentesi|graffe"
    r"|colchetes?|chaves|plaatshouders?|tijdelijke aanduiding\w*|haakjes?|nawias\w*|symbol\w* zastępcz\w*|platshållare"
    r"|hakparentes\w*|плейсхолдер\w*|скобк\w*|заполнител\w*|yer tutucu\w*|parantez\w*|závork\w*|zástupn\w*"
    r"|pladsholder\w*|plassholder\w*|klamme\w*|parentes\w*|paikkamerk\w*|hakasul\w*|zárójel\w*|helyőrző\w*|parantez\w*|дужк\w*"
    r"|zagrad\w*|kurung|ngoặc"
)
MENTIONS: Final = Pattern(
    rf"\b(?:{_PLACEHOLDERS})\b|プレースホルダー?|括弧|かっこ|カッコ|ブラケット|占位符|方括号|括号|자리\s?표시자|대괄호|괄호"
    r"|أقواس|कोष्ठक|\bwhat not to\b|\bbad examples?\b|\bsubstitut\w+"
    r"|\b(?:(?:real|actual) (?:name|company|value)|echte[nr]? name\w*|vrai nom|nombre real|nome (?:vero|real))\b"
    r"|^[\s>*#\d.)\"'-]*(?:❌|✗|✘|👎|(?:bad|wrong|incorrect|don['’]ts?|avoid|schlecht|falsch|mal|mauvais"
    r"|incorrecto)\b[^:：]{0,20}:"
    r"|(?:sbagliato|errado|fout|źle|dåligt|плохо|неправильно|悪い例|错误|나쁜 예)[^:：]{0,20}[:：])"
)
"""A sentence with one of these words is about marks."""
NOT: Final = (
    r"never|not|don['’]t|avoid|without|no(?! fi(?:m|nal)\b)|nie|niemals|nicht|kein\w*|ohne|vermeide\w*|jamais"
    r"|ne|pas|sans|évite[rz]?|nunca"
    r"|jamás|sin|evita\w*|mai|non|senza|não|sem|evite|nooit|niet|geen|zonder|vermijd|nigdy|bez|unikaj|aldrig|inte|utan"
    r"|undvik|никогда|не|без|избегай\w*|asla|nikdy|ne(?:používej|říkej|čti|piš)\w*|aldri|ikke|undgå|unngå|uden|uten|älä|ei"
    r"|soha|niciodată|nu (?=folosi|spune)|ніколи|nikada|jangan|không|đừng"
)
_SAY: Final = (
    r"say(?:ing)?|us(?:e|ing)|read(?:ing)?|writ(?:e|ing)|output(?:ting)?|speak(?:ing)?|leav(?:e|ing)|includ(?:e|ing)"
    r"|repeat(?:ing)?|print|pronounc\w+|mention|keep|prononce[rz]?|произнос\w*|pronunci\w*|uitspreken|uitspreek"
    r"|sag\w*|verwend\w*"
    r"|benutz\w*|nutz\w*|lies"
    r"|vorlesen|schreib\w*|dis|dites|dire|utilise[rz]?|laisse[rz]?|lis|lire|écri\w*|digas?|decir|uses?|usar"
    r"|leas?|dejes?"
    r"|escrib\w*|dire|usare?|leggere|lasci\w*|scriver\w*|diga|leia|deixe|escrev\w*|zeg|gebruik|lees|laat"
    r"|schrijf|mów|używaj"
    r"|czytaj|zostawiaj|säg|använd|läs|lämna|говори\w*|используй\w*|читай\w*|оставляй\w*|söyleme|kullanma"
    r"|ne(?:používej|říkej|čti|piš)\w*|používej|říkej|sig|brug|skriv|bruk|si|sano|käytä|lue|kirjoita|mondd?|használ\w*"
    r"|spune|folosi\w*|кажи|використовуй\w*|reci|koristi|katakan|gunakan|nói|dùng"
)
BEFORE_MENTION: Final = Pattern(
    rf"\b(?:{NOT})\b[^.!?\n]{{0,40}}?\b(?:{_SAY})\b(?: \w+){{0,3}} ?[\"'“”„«»‘’(]*$"
    rf"|\b(?:{_SAY})\b(?: \w+){{0,2}} (?:{NOT}) ?[\"'“”„«»‘’(]*$"
    rf"|\b(?:{NOT})\b[^!?\n]{{0,60}}\b(?:like|such as|e\.g\.|for example|wie|z\. ?B\.|comme|par exemple|como"
    r"|por ejemplo|come|ad esempio|por exemplo|zoals|bijv\.|jak|np\.|som|t\.ex\.|типа|например|вроде)[,:]?"
    r" ?[\"'“”„«»‘’(]*$"
    r"|\b(?:instead of|rather than|statt|anstatt|anstelle von|au lieu de|en lugar de|en vez de|invece di|em vez de"
    r"|in plaats van|zamiast|i stället för|вместо)\b[^.!?]{0,20}$"
    r"|(?:不要|别|不得|禁止|切勿|请勿|不能)[^。]{0,8}[\"“「]?$"
    r"|\b(?:replace|substitute|swap|ersetze|remplace[rz]?|sustituy\w+|reemplaz\w+|sostituisci|substitua|vervang|zastąp"
    r"|замени\w*|byt ut) ?[\"'“”„«»‘’(]*$"
)
"""What comes right before a mark that the model must not say, or has to replace."""
AFTER_MENTION: Final = Pattern(
    r"[\"'“”„«»‘’)]* ?(?:=|->|→|(?:means?|stands? for|refers? to|is (?:the|a|an|their|his|her)|bedeutet"
    r"|steht für|signifie"
    r"|significa|betekent|oznacza|betyder|означает|は.{0,12}を(?:表|意味)|表示|代表)\b)"
    r"|[\"'“”„«»‘’)」』]* ?(?:とは?言わ|とは?書か|は(?:使わ|口にし|読ま|言わ)"
    r"|(?:이라고|라고|은|는|을|를)? ?(?:말하지|쓰지|읽지|사용하지))"
    r"|[\"'“”„«»‘’)]* ?(?:のような|といった|gibi|같은|等占位|这样的|之类)"
)
"""What comes right after a mark that the text explains or only mentions."""
IS_NAMED: Final = Pattern(
    r"(?:\byou are|\byou['’]re|\byour name is|\bmy name is|\bi am|\bi['’]m|\bthis is|\bcalled|\bnamed|\bdu bist"
    r"|\bsie sind|\bich bin|\b(?:dein|mein|ihr) name ist|\bheißt|\bheiße|\btu es|\bvous êtes"
    r"|\bje suis|\b(?:m|t|s)['’]appelle[sz]?"
    r"|\beres|\bsoy|\b(?:me|te) llam[oa]s?|\b(?:mi|tu) nombre es|\bsei|\bsono|\b(?:mi|ti) chiam[oi]|\bvocê é|\bsou"
    r"|\b(?:meu|seu) nome é|\bme chamo|\bje bent|\bjij bent|\bik ben|\b(?:mijn|je) naam is|\bjesteś"
    r"|\bnazywa(?:m|sz) się|\bdu är|\bjag heter|\bду heter|\bменя зовут|\bтебя зовут|\bты|\badın|\badım)"
    r" ?[\"'“”„«»‘’*]*$"
    r"|(?:名前は|あなたは|私は|你是|您是|我是|名字是|当신은|당신은|이름은) ?[「『“\"]?$",
)
"""What comes right before the name of the persona."""
HONORIFIC: Final = Pattern(r" ?(?:さん|様|さま|님|씨|先生|女士|小姐)")
