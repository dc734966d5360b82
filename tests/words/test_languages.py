import pytest

from kcdanalysis.errors import KcdWarning
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.words import languages
from kcdanalysis.words.languages import talk_language, word_form

TALKS = {
    "de": ("Sicherheitslücken in der Lieferkette", "Wir zeigen, wie Angreifer sie nutzen und was "
           "die Verschlüsselung von Daten dabei hilft, und wie es nicht geht."),
    "fr": ("La sécurité de nos clusters", "Comment nous avons sécurisé les accès de notre "
           "plateforme, avec le chiffrement et une authentification pour tous les services."),
    "es": ("Seguridad en la nube para todos", "Cómo proteger los datos con el cifrado y por qué "
           "la autenticación es más importante que nunca en una empresa."),
    "it": ("La sicurezza delle applicazioni", "Come proteggere i dati con la crittografia e "
           "perché le vulnerabilità sono anche un problema della catena di fornitura."),
}  # fmt: skip


@pytest.mark.parametrize("language", TALKS)
def test_talks_of_other_languages_get_themes_by_their_own_terms(language):
    title, abstract = TALKS[language]
    talks = as_talks([{"title": title, "abstract": abstract}])
    assert talk_language(next(talks.itertuples())) == language
    themes = assign_themes(talks)
    assert bool(themes.labels["security"].iloc[0])
    found = themes.evidence[themes.evidence["theme"] == "security"]
    assert all(row.term in row.sentence for row in found.itertuples())
    assert themes.uncovered.empty


@pytest.mark.parametrize("language", TALKS)
def test_the_default_has_terms_in_each_language(language):
    themes = read_lexicon()
    assert sum(language in theme.languages for theme in themes.values()) >= 14


ALIKE = {
    "de": "Netzwerk Netzwerke Netzwerken Netzwerks, Wolke Wolken, Ausfall Ausfällen, Entwickler "
    "Entwicklerinnen, sicher sichere sicheren, Schwachstelle Schwachstellen",
    "fr": "attaque attaques, réseau réseaux, donnée données, développeur développeuses, "
    "sécurisé sécurisée sécurisés, numérique numerique, journal journaux, résilient résiliente",
    "es": "red redes, configuración configuraciones, servidor servidores, distribuido distribuidas",
    "it": "rete reti, attacco attacchi, rischio rischi, applicazione applicazioni, dato dati",
    "pt": "aplicação aplicações, servidor servidores, rede redes",
}
#: Snowball gives the words of each group one stem.
DIFFERENT = {
    "de": "Sicherheit sich, Fehler fehlen, Rechner rechnen, Universität universal",
    "fr": "données donner donne don, productivité production product, identité identique, "
    "équipe équipement, communauté commun, chiffrement chiffres, journal journaliste",
    "es": "comunidad común comunicación, datos dar, diversidad diverso",
    "it": "comunità comune, attivo attività",
}


@pytest.mark.parametrize("language", ALIKE)
def test_the_forms_of_a_word_are_alike(language):
    for words in ALIKE[language].split(", "):
        assert len({word_form(word, language) for word in words.split()}) == 1, words


@pytest.mark.parametrize("language", DIFFERENT)
def test_words_of_one_stem_are_not_alike(language):
    for words in DIFFERENT[language].split(", "):
        forms = [word_form(word, language) for word in words.split()]
        assert len({*forms}) == len(forms), words


def test_only_plurals_are_reduced_in_english_and_unknown_languages_not_at_all():
    assert word_form("attacks", "en") == "attack"
    assert word_form("слова", "ru") == "слова"


def test_names_are_the_same_everywhere():
    talk = {"title": "Wie wir mit Cilium und eBPF im Netz der Firma arbeiten", "language": "de"}
    labels = assign_themes(as_talks([talk])).labels
    assert bool(labels["networking"].iloc[0]) and bool(labels["ebpf"].iloc[0])


def test_a_language_that_is_not_covered_says_so():
    rows = [
        {"title": "Kubernetes in onze wereld", "language": "nl"},
        {"title": "Bezpieczeństwo", "language": "pl"},
        {"title": "Cilium w praktyce", "language": "pl"},
    ]
    with pytest.warns(KcdWarning) as warned:
        themes = assign_themes(as_talks(rows))
    assert [str(one.message) for one in warned] == [
        "2 talks are in a language that the lexicon does not cover (nl, pl), so whether they have"
        " a theme is unknown; add terms below [theme.nl]"
    ]
    assert themes.uncovered["language"].tolist() == ["nl", "pl"]
    assert bool(themes.labels["networking"].iloc[2])


def test_a_table_for_a_language_covers_it():
    lexicon = {"a": {"label": "A", "pl": {"terms": ["bezpieczeństwo"]}}}
    themes = assign_themes(
        as_talks([{"title": "Bezpieczeństwo", "language": "pl"}]), lexicon=lexicon
    )
    assert themes.labels["a"].tolist() == [True]


def test_the_command_says_it_cannot_tell(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("title,language\nBezpieczeństwo,pl\neBPF,en\n")
    done = run("themes", path, "--format", "md")
    assert "| Bezpieczeństwo | cannot tell (pl) |" in done.stdout
    assert "1 talk is in a language that the lexicon does not cover (pl)" in done.stderr


def test_words_of_several_languages_count_in_part_for_each():
    # "de", "un", "la" and "le" are words of other languages, too.
    assert languages.guess_language("Un jeu de cartes et la joie de le faire soi-même") == "fr"
    assert languages.guess_language("Un de la un de la un de la") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Everyone's a player (in a mid-90s MUD)", None),
        ("Rack 'em, Stack 'em Web Apps (General)", None),
        ("Deploy N applications to N clusters using AppSet", None),
        ("Introduction to CRI-O - Ada Example, Red Hat, and Bo Muster, Red Hat", None),
        ("A tour of what I learned", "en"),
        ("WIE WIR IN DER CLOUD UND AUF DEM LAPTOP BAUEN", "de"),
    ],
)
def test_acronyms_and_a_single_word_tell_no_language(text, language):
    assert languages.guess_language(text) == language
