"""What the columns of tables and the keys of records are called, in several languages."""

from __future__ import annotations

import re
import unicodedata

#: Our field, and the names it goes by. Spelling does not matter: `match_field` reads
#: "speaker_name", "Speaker Name", "speaker-name" and "speakerName" alike.
#:
#: The first block are the keys of a row. The second are pieces that its reader joins:
#: `name` is the title where nothing else is, else the speaker; `day` and `time` make a
#: start; `bio` is known so that it is never taken for prose about the talk.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": (
        "id, talk id, code, uid, guid, uuid, serial, key, slug, identifier, no, nr, number, nummer",
        "numero, número, numéro, 番号",
    ),
    "title": (
        "title, talk, session, talk title, session title, event title, presentation title",
        "session name, talk name, headline, subject, topic title, paper title, lecture, proposal",
        "titel, vortragstitel, vortrag, thema, titre, intitulé, conférence, título, titulo",
        "charla, ponencia, palestra, titolo, intervento, onderwerp, lezing",
        "タイトル, 題名, 題目, 講演名, セッション名, 标题, 標題, 题目, 議題, 제목, название",
        "тема, tytuł, název",
    ),
    "speakers": (
        "speakers, speaker, speaker name, speaker names, speakers names, names, full name",
        "your name, presenter, presenters, presenter name, presented by, author, authors",
        "speaker names with affiliations, facilitators, facilitator, facilitators names",
        "instructor, instructors, teacher",
        "teachers, trainer, trainers, host, hosts, panelist, panelists, persons, people, who",
        "lecturer, moderator, participants, by, proposer",
        "sprecher, sprecherin, sprecher:innen, referent, referentin, referenten, referierende",
        "vortragende, vortragender, conférencier, conférenciers, conférencière, intervenant",
        "intervenants, orateur, orateurs, oratrice, ponente, ponentes, orador, oradores",
        "palestrante, palestrantes, autor, autora, autores, autore, autori, relatore, relatori",
        "spreker, sprekers, 講演者, 発表者, 登壇者, スピーカー, 氏名, 名前, 讲者, 講者, 演讲者",
        "嘉宾, 발표자, 연사",
        "докладчик, спикер, prelegent, prelegenci, řečník, řečníci",
    ),
    "speaker_ids": (
        "speaker id, speaker ids, presenter ids, person ids, speaker slug, speaker slugs",
        "presenter slug, presenter slugs, presenter id, speakers ids",
    ),
    "speaker_urls": ("speaker url, speaker urls, speaker link, speaker links",),
    "organisations": (
        "organisations, organisation, organization, organizations, company, companies, employer",
        "affiliation, affiliations, affiliated org, institution, speaker company, firma",
        "unternehmen",
        "arbeitgeber, entreprise, société, empresa, organización, azienda, bedrijf, 会社",
        "会社名, 所属",
        "公司, 소속, компания",
    ),
    "abstract": (
        "abstract, description, summary, subtitle, short description, long description",
        "short abstract, long abstract, text, body, content, contents, details, detail, extract",
        "excerpt, intro, introduction, outline, synopsis, blurb, overview, info, about, detailed",
        "talk description, elevator pitch, public description, body text",
        "beschreibung, kurzbeschreibung, zusammenfassung, kurzfassung, inhalt, untertitel",
        "résumé, resumé, sous-titre, descriptif, contenu, descripción, descrição, descricao",
        "resumen, resumo, sinopsis, subtítulo, descrizione, riassunto, sommario, sottotitolo",
        "beschrijving, samenvatting, 概要, 説明, 内容, 紹介, 摘要, 简介, 簡介, 描述, 내용, 설명",
        "초록",
        "описание, аннотация, opis, popis, anotace",
    ),
    "takeaways": (
        "takeaways, takeaway, key takeaways, key points, learning outcomes, learning objectives",
        "what will attendees learn, what attendees will learn, audience takeaways, benefits",
        "lernziele, à retenir, objectifs",
    ),
    "track": (
        "track, tracks, track name, stream, strand, category, track title, area, devroom, space",
        "section, kategorie, themenbereich, strang, catégorie, thème, parcours, piste, categoría",
        "categoria, pista, trilha, percorso, tema, トラック, カテゴリ, カテゴリー, 分类, 트랙",
        "секция",
    ),
    "tags": (
        "tags, tag, keywords, keyword, topics, topic, categories, labels, pathways, subjects",
        "schlagwörter, schlagworte, stichworte, mots-clés, étiquettes, etiquetas, palabras clave",
        "palavras-chave, parole chiave, タグ, キーワード, 标签, 標籤, теги, ключевые слова",
    ),
    "kind": (
        "kind, type, subtype, format, talk type, session type, event type, session format",
        "talk format, session kind, activity type, submission type, proposal type, art",
        "vortragsart, typ, formato, tipo, forme, genre, 種別, 形式, 类型, 형식, формат, тип",
    ),
    "level": (
        "level, complexity, audience level, difficulty, experience level, knowledge level",
        "skill level, python level, intended audience, target audience, audience, experience",
        "prerequisites, niveau, zielgruppe, schwierigkeit, public, public cible, nivel, nível",
        "livello, pubblico, audiencia, レベル, 対象, 難易度, 级别, 难度, 난이도, уровень",
    ),
    "room": (
        "room, rooms, location, venue, venues, hall, stage, place, room name, where, venue name",
        "raum, saal, bühne, ort, salle, lieu, scène, sala, salón, lugar, local, aula, luogo, zaal",
        "会場, 部屋, 場所, 教室, 地点, 地點, 房间, 장소, зал, место, sál, místnost",
    ),
    "language": (
        "language, lang, locale, spoken language, languages, sprache, langue, idioma, lengua",
        "língua, lingua, taal, 言語, 语言, 語言, 언어, язык, język, jazyk",
    ),
    "event": (
        "event, event name, conference, conference name, veranstaltung, konferenz, évènement",
        "événement, evento, conferencia, conferenza, イベント, 会议",
    ),
    "year": (
        "year, edition year, jahr, année, an, año, ano, anno, jaar, 年, 年度, 연도, год, rok",
    ),
    "url": (
        "url, link, permalink, href, website, website url, web page, page, talk url, session url",
        "talk link, session link, absolute url, frab url, detail url, detail page, webseite",
        "lien, enlace, リンク, 链接",
    ),
    "start": (
        "start, starts, start time, start at, starts at, start date, start datetime, time start",
        "time iso, start iso",
        "begin, begins, begin time, from, date start, startdatum, date time, datetime",
        "scheduled at, when",
        "beginn, anfang, début, debut, heure de début, inicio, início, hora de inicio, inizio",
        "開始",
        "開始時間, 開始時刻, 开始时间, 시작, начало, začátek",
    ),
    "end": (
        "end, ends, end time, end at, ends at, end date, end datetime, time stop, time end, stop",
        "finish, until, to, date end, enddatum, ende, fin, heure de fin, hora de fin, fim, fine",
        "終了, 終了時間, 終了時刻, 结束时间, 종료, конец, konec",
    ),
    "duration": (
        "duration, length, minutes, duration minutes, talk length, duration min, slot length",
        "dauer, länge, durée, duración, duração, durata, duur, 時間, 所要時間, 时长, длительность",
    ),
    "timezone": ("timezone, time zone, tz, zeitzone, fuseau horaire, zona horaria",),
    "name": ("name, nom, nombre, nome, naam, jméno, имя, 姓名, 이름",),
    "first_name": ("first name, given name, forename, vorname, prénom, nome proprio",),
    "last_name": ("last name, family name, surname, nachname, nom de famille, apellido, cognome",),
    "day": (
        "day, date, datum, jour, día, fecha, dia, data, giorno, dag, 日, 日付, 日期, 날짜, дата",
    ),
    "time": (
        "time, slot, time slot, timeslot, hour, hours, uhrzeit, zeit, heure, horaire, hora",
        "horario, horário, orario, tijd, 時刻, 时间, 時間帯, 시간, время, čas",
    ),
    "bio": (
        "bio, biography, speaker bio, speaker biography, about the speaker, speaker description",
        "biografie, biographie, biografía, biografia, profile, profil, 自己紹介, プロフィール",
        "个人简介, 讲者简介",
    ),
}  # fmt: skip

#: The languages that a key may name at its end: "title_ja", "Abstract (FR)".
LANGUAGES = {
    "en": "english", "de": "deutsch", "fr": "français", "es": "español",
    "it": "italiano", "pt": "português", "nl": "nederlands", "ja": "日本語",
    "zh": "中文", "ko": "한국어", "ru": "русский", "pl": "polski",
    "cs": "čeština", "uk": "українська", "sv": "svenska", "da": "dansk",
    "fi": "suomi", "nb": "norsk", "hu": "magyar", "ca": "català",
    "gl": "galego", "eu": "euskara", "eo": "esperanto",
}  # fmt: skip

#: Words that a column may have besides: they say only that it is about a talk.
_FILLER = frozenset(
    "your the of a an talk talks session sessions presentation proposal proposed lecture please"
    " enter full name is what in for this main optional required public final"
    " des der die das du de la le les del el los las do da dos il lo vortrags"
    " vortrag conférence charla ponencia palestra intervento".split()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")


def normalise(name: str) -> str:
    """Write a name without case, spaces, hyphens and underscores.

    >>> normalise("Start-Time"), normalise("startTime"), normalise("start_time")
    ('starttime', 'starttime', 'starttime')
    """
    return "".join(_words(name))


def match_field(name: str) -> str | None:
    """Tell which of our fields a column or key is; None where it is none.

    >>> match_field("Title of your talk"), match_field("Referent:in"), match_field("e-mail")
    ('title', 'speakers', None)
    """
    words = _words(name)
    if found := _KNOWN.get("".join(words)):
        return found
    # "Talk Title (required)" says no more than "title".
    rest = "".join(word for word in words if word not in _FILLER)
    return _KNOWN.get(rest) or _KNOWN.get(rest.removesuffix("in"))


def split_language(name: str) -> tuple[str, str]:
    """Split a key of one of several parallel languages; the language is "" for others.

    >>> split_language("title_ja"), split_language("Title (English)"), split_language("speaker_id")
    (('title', 'ja'), ('title', 'en'), ('speaker_id', ''))
    """
    *words, last = _words(name) or [""]
    code = _CODES.get(last, "")
    is_known = "".join([*words, last]) in _KNOWN
    return (" ".join(words), code) if words and code and not is_known else (name, "")


def _words(name: str) -> list[str]:
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return _WORD.findall(spaced.casefold())


_CODES = {word: code for code, name in LANGUAGES.items() for word in (code, name)}
_KNOWN = {
    normalise(name): field
    for field, lines in FIELDS.items()
    for line in lines
    for name in line.split(", ")
}
