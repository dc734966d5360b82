"""Programmes that are made up: a few groups of talks, or texts of any kind at random."""

import numpy as np
import pandas as pd

from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import Theme
from kcdanalysis.topics.finding import Topics

SUBJECTS = "mesh kernel tracing rollout portal carbon signing budget".split()
# Latin, Greek, Cyrillic, Chinese with Japanese; and what is in titles besides.
SCRIPTS = ((0x41, 0x17F), (0x391, 0x3CE), (0x410, 0x45F), (0x3041, 0x30FE), (0x4E00, 0x9FA5))
BESIDES = [*" " * 12, *"-:/&$_^\\%#{}()!?…", "🚀", "\n", "\u0301", "\u200d"]
LEXICON = {name: Theme(label, (label,)) for name, label in (("ai", "AI"), ("ops", "Ops"))}


def assignments(groups):
    """Talks of years: {2023: (talks, of these with AI, with Ops)}; all texts are alike."""
    rows, has = [], []
    for year, (n_talks, *with_theme) in groups.items():
        rows += [{"title": f"Talk {at}", "year": year, "event": "KCD"} for at in range(n_talks)]
        has += [[at < n for n in with_theme] for at in range(n_talks)]
    talks = as_talks(rows)
    labels = pd.DataFrame(has, talks["talk_id"], list(LEXICON)[: len(has[0])], dtype=bool)
    lexicon = {name: LEXICON[name] for name in labels}
    return ThemeAssignments(talks, labels * 1.0, labels, pd.DataFrame(), lexicon, 4.0)


def counts(groups, by="year"):
    """The counts of the themes of `assignments(groups)`, without the talks."""
    names, rows = list(LEXICON), []
    for year, (n_talks, *with_theme) in groups.items():
        both = [*zip(names, with_theme, strict=False), ("none", 0)]
        rows += [(year, "group", 0, name, n, n_talks) for name, n in both]
        rows += [(pd.NA, "all", 0, name, n, n_talks) for name, n in both]
    table = pd.DataFrame(rows, columns=[by, "of", "words", "theme", "n", "n_talks"])
    label = table["theme"].map({name: theme.label for name, theme in LEXICON.items()})
    sums = {"weight": table["n_talks"], "weight_with": table["n"], "squares": table["n_talks"]}
    table = table.astype({"year": "Int64"} if by == "year" else {})
    return table.assign(label=label.fillna("no theme"), **sums)


def programme(random, n_talks=None):
    """Themes and topics of talks (1 to 5,000 by default), with texts of any kind."""
    drawn = int(np.exp(random.uniform(0, np.log(5000))) + 0.5)
    n_talks = n_talks or drawn
    n_themes, n_topics = int(random.integers(1, 41)), int(random.integers(1, 41))
    editions = random.choice(np.arange(2005, 2026), int(random.integers(1, 14)), replace=False)
    tracks = [text(random, 60) for _ in range(int(random.integers(1, 50)))]
    rooms = [text(random, 30) for _ in range(int(random.integers(1, 12)))]
    event = text(random, 60)
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-01-02") + n_talks // 20)
    talks = as_talks(
        {
            "title": text(random, 300),
            "event": event,
            "year": int(random.choice(editions)),
            "track": tracks[random.integers(len(tracks))],
            "room": rooms[random.integers(len(rooms))],
            "level": ["", "beginner", "expert"][random.integers(3)],
            "kind": ["talk", "panel", "keynote"][random.integers(3)],
            "duration": int(random.integers(1, 9)) * 10,
            "start": f"{random.choice(days)}T{random.integers(9, 18):02}:{random.integers(60):02}",
            "state": ["accepted", "rejected", "submitted", "withdrawn"][random.integers(4)],
        }
        for _ in range(n_talks)
    )
    names = [f"t{at}" for at in range(n_themes)]
    odds = 10 ** random.uniform(-2.5, -0.3, n_themes)
    labels = pd.DataFrame(random.random((n_talks, n_themes)) < odds, talks["talk_id"], names)
    scores = labels * 0.5 + random.random(labels.shape) * 0.45
    lexicon = {name: Theme(text(random, 60), (name,)) for name in names}
    themes = ThemeAssignments(talks, scores, labels, pd.DataFrame(), lexicon, 4.0)
    return themes, topics_of(random, talks, n_topics)


def topics_of(random, talks, n_topics):
    topic = pd.array(random.integers(-1, n_topics, len(talks)), dtype="Int64")
    topic[np.asarray(topic == -1)] = pd.NA
    counts = pd.Series(topic).value_counts().reindex(range(n_topics)).fillna(0).astype(int)
    table = pd.DataFrame(
        {
            "topic": range(n_topics),
            "label": [text(random, 50) for _ in range(n_topics)],
            "n_talks": counts.to_numpy(),
            "share": counts.to_numpy() / len(talks),
            "holds": random.random(n_topics) < 0.7,
            "words": np.where(random.random(n_topics) < 0.2, np.nan, random.random(n_topics)),
            "stability": random.random(n_topics),
        }
    )
    terms = [(at, rank + 1, text(random, 20), 1.0) for at in range(n_topics) for rank in range(6)]
    tried = np.unique(np.geomspace(2, n_topics + 3, 10).round().astype(int))
    return Topics(
        talks=talks,
        topics=table,
        assignments=pd.DataFrame(
            {"talk_id": talks["talk_id"], "topic": topic, "strength": 0.5, "sureness": 0.9}
        ),
        terms=pd.DataFrame(terms, columns=["topic", "rank", "term", "weight"]),
        numbers=pd.DataFrame(
            {"n_topics": tried, "silhouette": random.random(len(tried)),
             "modularity": random.random(len(tried)), "score": random.random(len(tried))}
        ),
        vectors=random.normal(size=(len(talks), 5)),
        clearness="clear",
        verdict=text(random, 120),
    )  # fmt: skip


def text(random, longest):
    """Text of 1 to `longest` characters of one script, with a letter in it."""
    low, high = SCRIPTS[random.integers(len(SCRIPTS))]
    n_letters = int(np.exp(random.uniform(0, np.log(longest))) + 0.5)
    letters = [chr(code) for code in random.integers(low, high + 1, n_letters)]
    for at in np.flatnonzero(random.random(n_letters) < 0.2):
        letters[at] = BESIDES[random.integers(len(BESIDES))]
    letters[0] = chr(int(random.integers(low, low + 20)))
    return "".join(letters)


def sample():
    """Themes and topics of 60 talks in three editions and four tracks; every figure applies."""
    random = np.random.default_rng(5)
    names = {f"t{at}": label for at, label in enumerate(SUBJECTS)}
    talks = as_talks(
        {
            "title": f"Talk {at} of {SUBJECTS[at % 8]}",
            "abstract": " ".join([f"word{at // 20}", f"word{at % 3}", SUBJECTS[at % 8]] * 3),
            "event": "KCD",
            "year": 2021 + at // 20,
            "track": ["Build", "Run", "Secure", "Teach"][at % 4],
            "duration": [20, 30, 45][at % 3],
            "room": ["Hall", "Annex"][at % 2],
            "start": f"{2021 + at // 20}-06-15T{9 + at // 2 % 10:02}:00",
            "state": ["accepted", "rejected"][at % 5 == 0],
        }
        for at in range(60)
    )
    odds = np.linspace(0.5, 0.1, len(names))
    labels = pd.DataFrame(random.random((60, len(names))) < odds, talks["talk_id"], list(names))
    scores = labels * 0.5 + random.random(labels.shape) * 0.45
    lexicon = {name: Theme(label, (name,)) for name, label in names.items()}
    themes = ThemeAssignments(talks, scores, labels, pd.DataFrame(), lexicon, 4.0)
    return themes, topics_of(random, talks, 4)
