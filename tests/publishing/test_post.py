"""The post: honest words, text that stays text in every style, and what a refresh leaves alone."""

import datetime
import hashlib
import re
import tomllib
from dataclasses import replace
from io import BytesIO

import html5lib
import numpy as np
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from made_up import topics_of
from markdown_it import MarkdownIt

import kcdanalysis as kcd
from kcdanalysis.errors import KcdWarning
from kcdanalysis.publishing import STYLES, build_report, report_files, report_state
from kcdanalysis.publishing.escaping import markdown_link, markdown_text, web_address
from kcdanalysis.publishing.pages import begin, end, renew
from kcdanalysis.publishing.prose import opening
from kcdanalysis.summaries import editions
from kcdanalysis.words.wording import one_line

pytestmark = pytest.mark.usefixtures("no_png_at_all")

OPEN, CLOSE = str(begin("opening")), str(end("opening"))
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


# Jekyll's page differs from Hugo's in its head, and that of Markdown has none.
LIKE_HUGO = [pytest.mark.thorough]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=LIKE_HUGO if name in ("jekyll", "markdown") else [])
        for name in STYLES
    ],
)
def style(request):
    return request.param


@pytest.fixture(scope="module")
def posts(zurich, no_png_at_all):
    return {style: report_files(*zurich, style=style) for style in STYLES}


def page_of(files, style):
    return files[STYLES[style]].decode()


def as_html(page, style):
    """The page as a site shows it: without its front matter, Markdown rendered."""
    if style == "html":
        return BeautifulSoup(page, "html5lib")
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    if style == "quarto":
        # What Quarto calls the alternative text of a figure.
        body, n = re.subn(r'!\[\]\((.+?)\)\{fig-alt="([^"]+)"\}', r"![\2](\1)", body)
        assert n == body.count("![")
    return BeautifulSoup(MARKDOWN.render(body), "html5lib")


def words(themes, topics):
    return opening(themes, topics, editions(themes.talks).fillna(""))


def test_the_post_holds_words_figures_talks_and_data(posts, style, zurich):
    files = posts[style]
    html = as_html(page_of(files, style), style)
    paragraphs = [text.get_text() for text in html.select("p")]
    assert set(words(*zurich)) <= set(paragraphs)
    pictures = [(image["src"], image["alt"]) for image in html.select("img")]
    assert [name for name, _ in pictures] == [
        "theme-shares.svg", "theme-cooccurrence.svg", "topics.svg", "talk-map.svg",
    ]  # fmt: skip
    assert all(50 < len(alt) <= 300 for _, alt in pictures)
    linked = {link["href"] for link in html.select("a")} | {name for name, _ in pictures}
    assert linked <= set(files)
    assert {f"{name.removesuffix('.svg')}.png" for name, _ in pictures} <= set(files)
    tables = dict(zip((h.get_text() for h in html.select("h3")), html.select("table"), strict=True))
    labels, lexicon = zurich[0].labels, zurich[0].lexicon
    assert set(tables) == {lexicon[theme].label for theme in labels if labels[theme].any()}
    for theme in ("ebpf", "security"):
        shown = {row.td.get_text() for row in tables[lexicon[theme].label].select("tbody tr")}
        has = labels[theme].to_numpy()
        assert shown == set(zurich[0].talks.loc[has, "title"])


def test_each_figure_has_a_narrow_one_for_phones(posts, style):
    files = posts[style]
    html = as_html(page_of(files, style), style)
    shown = [source["srcset"] for source in html.select("source[media='(max-width: 36rem)']")]
    linked = [link["href"] for link in html.select("a") if link.get_text() == "For phones"]
    names = [image["src"].replace(".svg", "-narrow.svg") for image in html.select("img")]
    # Hugo leaves out HTML, and Quarto does for PDF.
    assert (shown, linked) == (([], names) if style in ("hugo", "quarto") else (names, []))
    assert all(b'width="273.6pt"' in files[name] for name in names)


def test_the_data_is_what_was_analysed(posts, zurich, root):
    files = posts["hugo"]
    page = page_of(files, "hugo")
    talks = pd.read_csv(BytesIO(files["talks.csv"]))
    assert talks["title"].tolist() == zurich[0].talks["title"].tolist()
    assert hashlib.sha256(files["talks.csv"]).hexdigest()[:16] in page
    scores = pd.read_csv(BytesIO(files["talk-themes.csv"]))
    assert scores["assigned"].sum() == zurich[0].labels.to_numpy().sum()
    evidence = pd.read_csv(BytesIO(files["evidence.csv"]))
    assert evidence["points"].sum() == pytest.approx(zurich[0].evidence["points"].sum(), abs=0.1)
    lexicon = pd.read_csv(BytesIO(files["lexicon.csv"]))
    assert lexicon["theme"].nunique() == 16
    source = tomllib.loads((root / "kcdanalysis/themes/lexicons/cloud-native.toml").read_text())
    lists = [
        (theme, language, name.removesuffix("s"), phrases)
        for theme, table in source.items()
        for language, part in {"any": table, **table}.items()
        if isinstance(part, dict)
        for name, phrases in part.items()
        if isinstance(phrases, list)
    ]
    phrases = {(*key, phrase) for *key, phrases in lists for phrase in phrases}
    assert set(lexicon.drop(columns="label").itertuples(index=False, name=None)) == phrases
    assert "(the talks), [talk-themes.csv](talk-themes.csv) (the themes of each talk, with" in page
    assert (
        f"kcdanalysis {kcd.__version__}" in page
        and "from 4 points and mentions it from 1 point: a term" in page
    )


def test_front_matter_is_what_each_generator_reads(posts, zurich):
    for style, layout in (("hugo", None), ("jekyll", "page"), ("quarto", None)):
        entries = next(yaml.safe_load_all(page_of(posts[style], style).split("\n---\n")[0]))
        assert entries["title"] == "What KCD Zurich 2023 was about"
        assert entries.get("layout") == layout
        counts = zurich[0].labels.sum().sort_values(ascending=False, kind="stable")
        labels = [zurich[0].lexicon[theme].label for theme in counts[counts > 0].index]
        assert entries["categories" if style == "quarto" else "tags"] == labels[:5]
        assert entries["description"] == words(*zurich)[1].split(" Next are")[0]
        resources = [{"src": "theme-shares.png", "name": "feature.png"}]
        assert entries.get("resources") == (resources if style == "hugo" else None)
        shared = ("theme-shares.png", "Bar chart") if style == "quarto" else (None, "")
        image, alt = entries.get("image"), entries.get("image-alt", "")
        assert (image, alt[:9]) == shared
        # What Quarto reads: https://quarto.org/docs/reference/formats/html.html
        quarto = {"title", "date", "description", "categories", "image", "image-alt"}
        assert style != "quarto" or set(entries) <= quarto
        assert "date" not in entries  # the notes do not say when it was
    assert page_of(posts["markdown"], "markdown").startswith("# What KCD Zurich 2023 was about\n")
    dated = page_of(report_files(*zurich, date=datetime.date(2023, 6, 22)), "hugo")
    assert "\ndate: 2023-06-22\n" in dated


def test_pages_are_valid_html(posts, hostile_results):
    for files in (posts["html"], report_files(*hostile_results, style="html")):
        html5lib.HTMLParser(strict=True).parse(files["index.html"].decode())


def test_the_same_results_give_the_same_files(posts, zurich):
    themes, topics = zurich
    assert report_files(replace(themes), topics, style="hugo") == posts["hugo"]


def test_hostile_text_stays_text(hostile, hostile_results, style):
    files = report_files(*hostile_results, style=style)
    page = page_of(files, style)
    # What Hugo and Liquid look for in the text, before Markdown is read at all.
    assert style == "html" or ("{{" not in page and "{%" not in page)
    html = as_html(page, style)
    assert not html.select("script, iframe, object, embed, svg, code, em, del, blockquote, hr")
    assert {image["src"] for image in html.select("img")} <= set(files)
    for link in html.select("a"):
        assert link["href"] in files or link["href"].startswith("https://example.org/")
    # Every title stands in the table as it was written, in one cell.
    cells = {row.td.get_text().replace("\ufffd", "") for row in html.select("tbody tr")}
    assert {one_line(title) for title in hostile["title"]} == {one_line(cell) for cell in cells}
    assert all(len(row.select("td")) == 3 for row in html.select("tbody tr"))
    assert len(re.findall(r"<!-- kcdanalysis:\w", page)) == page.count("<!-- /kcdanalysis:")
    renew(page, page, "index.md")


@example("Learning C #")  # in a heading, the last sign would close it
@given(st.text(max_size=60) | st.text("{}<>%|`*_[]()#+-=.:!~$@&\\'\" \n1aw/", max_size=60))
def test_any_text_is_that_text_in_markdown(text):
    line = one_line(text)
    for template in ("{}", "- {}", "a {} b", "| {} |\n| --- |\n| {} |", "### {}"):
        html = MARKDOWN.render(template.replace("{}", str(markdown_text(text))) + "\n")
        soup = BeautifulSoup(html, "html5lib")
        shown = soup.body.get_text()
        wanted = {"a {} b": f"a {line} b"}.get(template, line)
        copies = 2 if template.startswith("|") else 1
        assert shown.split() == (wanted.split() * copies)
        names = {tag.name for tag in soup.body.find_all()}
        assert names <= {"p", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(max_size=40))
def test_any_address_stays_one_link(path):
    address = web_address(f"https://example.org/{path}")
    html = BeautifulSoup(MARKDOWN.render(str(markdown_link("a", address))), "html5lib")
    links = html.select("a")
    assert len(links) == (1 if address else 0)
    assert html.get_text().strip() == "a"


def test_prose_says_what_the_numbers_say(zurich):
    lexicon = {name: {"terms": [name]} for name in ("ebpf", "gitops", "wasm", "cost", "edge")}
    titles = ["ebpf"] * 6 + ["ebpf gitops"] * 3 + ["wasm"] * 2 + ["cost"] + ["cats"] * 8
    talks = kcd.as_talks([{"title": t, "abstract": "A"} for t in titles], event="Conf", year=2024)
    themes = kcd.assign_themes(talks, lexicon=lexicon)
    who, strong, groups, unknown = words(themes, kcd.find_topics(talks, n_topics=1))
    assert who == (
        "Conf 2024 had 20 talks. 12 of 20 have at least one of the 5 themes in the lexicon."
    )
    assert strong == (
        "The most frequent theme is ebpf, in 9 of 20 talks (45%, 95% interval 26% to 66%). Next"
        " are gitops (3), wasm (2) and cost (1). 3 other themes may be as frequent, so the order"
        " is uncertain. The most"
        " frequent pair is ebpf and gitops, in 3 talks. edge was not found in any talk."
    )
    assert groups.endswith("All talks are in one topic, as asked.")
    assert unknown.startswith(
        "20 talks are a small sample: a theme that was not found may still be in up to 16% of such"
    )
    assert zurich[1].verdict in " ".join(words(*zurich))


def test_prose_names_gaps_and_what_they_are_gaps_of(analyse):
    subjects = ("eBPF", "Serverless", "GitOps", "Cats")
    rows = [{"title": f"{subjects[at % 4]} {at}"} for at in range(99)]
    themes, topics = analyse(kcd.as_talks(rows), n_topics=1)
    gaps = re.search(
        r"Fewer talks than at (.*?) are about (.*?)\.", " ".join(words(themes, topics))
    )
    assert gaps[1] == "5 cloud native conferences (2019 to 2026, 719 talks)"
    assert gaps[2].startswith("Networking (0 of 99, 14 expected)")
    own = kcd.assign_themes(themes.talks, lexicon={"cats": ["dogs"]})
    assert "Fewer talks than" not in " ".join(words(own, topics))
    # Where the lexicon may not fit, the event is of another kind.
    rows = [{"title": f"Cats {at}"} for at in range(99)]
    others = analyse(kcd.as_talks(rows), n_topics=1)
    said = " ".join(words(*others))
    assert "99 of 99 talks have no theme of this lexicon" in said and "Fewer talks" not in said


def test_prose_of_proposals_says_which_themes_were_cut(analyse):
    rows = [{"title": f"eBPF {at}", "state": "rejected"} for at in range(40)]
    rows += [{"title": f"Cats {at}", "state": "accepted"} for at in range(40)]
    said = words(*analyse(kcd.as_talks(rows), n_topics=1))
    assert said[2] == (
        "Of 80 proposals, 40 were accepted. Compared with the others, eBPF was cut: 0 of 40"
        " proposals accepted, 40 of 40 others: −100.0 points, −100.0 to −91.4."
    )
    chance = kcd.as_talks([*rows[38:42], {"title": "eBPF", "state": "accepted"}])
    assert words(*analyse(chance, n_topics=1))[2] == (
        "Of 5 proposals, 3 were accepted. Compared with the others, no theme was surely cut or"
        " favoured."
    )


def test_an_order_that_is_no_finding_is_said_to_be_none():
    lexicon = {name: {"terms": [name]} for name in ("ebpf", "gitops", "wasm")}
    talks = kcd.as_talks([{"title": t} for t in ["ebpf"] * 3 + ["gitops"] * 3 + ["wasm"] * 2])
    themes = kcd.assign_themes(talks, lexicon=lexicon)
    assert words(themes, kcd.find_topics(talks, n_topics=1))[1] == (
        "The most frequent themes are ebpf and gitops, in 3 of 8 talks each (38%, 95% interval 14%"
        " to 69%). Next is wasm (2). It may be as frequent, so the order is"
        " uncertain. No talk has two"
        " of these themes."
    )


def test_an_order_is_tested_for_all_pairs_since_any_theme_may_lead():
    lexicon = {f"t{at}": {"terms": [f"t{at}"]} for at in range(16)}
    for n_second, said in (
        (2, "It may be as frequent, so the order is uncertain."),
        (1, "All other themes are less frequent."),
    ):
        # Alone p is 0.0013 and 0.0003: times 15 both are clear, times 120 the second only.
        talks = kcd.as_talks([{"title": t} for t in ["t0"] * 16 + ["t1"] * n_second])
        themes = kcd.assign_themes(talks, lexicon=lexicon)
        assert said in words(themes, kcd.find_topics(talks, n_topics=1))[1]


def test_prose_of_few_and_of_none(analyse):
    few = analyse(kcd.as_talks([{"title": "Cats"}, {"title": "eBPF"}, {"title": "Dogs"}]))
    assert words(*few)[0].startswith("The programme has 3 talks. 1 of 3 has at least one")
    assert "3 talks are too few to look for groups" in " ".join(words(*few))
    assert "For 3 talks only the title is known" in words(*few)[-1]
    none = analyse(kcd.as_talks([{"title": "Katzen", "language": "de"}], event="A", year=2024))
    assert words(*none)[0] == ("A 2024 had 1 talk. No talk has a theme of the lexicon.")
    assert "1 talk is in a language that the lexicon does not cover" not in words(*none)[-1]
    with pytest.warns(KcdWarning, match="does not cover"):
        unknown = analyse(kcd.as_talks([{"title": "Koty", "language": "pl"}]))
    assert words(*unknown)[0] == (
        "The programme has 1 talk. 1 talk is in a language that the lexicon does not cover (pl), so"
        " whether it has a theme is unknown; it is left out of all shares."
    )
    rows = [{"title": "Koty", "language": "pl"}] * 2 + [{"title": "eBPF"}, {"title": "Cats"}]
    with pytest.warns(KcdWarning, match="does not cover"):
        some = analyse(kcd.as_talks(rows))
    assert words(*some)[0].endswith(
        "shares. 1 of 2 other talks has at least one of the 16 themes in the lexicon."
    )
    page = page_of(report_files(*some, style="html"), "html")
    assert "Left out: 2 of 4 talks, in a language that the lexicon does not cover." in page
    assert "<h3>cannot tell</h3>" in page and "2 of 4 talks (50%)" in page
    assert not any("most frequent" in text for text in words(*none))


def test_a_post_about_nothing_is_a_post(analyse):
    files = report_files(*analyse(kcd.as_talks([{"title": "Cats"}])), style="markdown")
    assert "No talk has a theme of the lexicon" in page_of(files, "markdown")
    assert "| Cats |  |" in page_of(files, "markdown")


def test_prose_of_several_events_claims_no_difference(analyse):
    rows = [
        {"title": title, "event": event}
        for event, titles in {"A": ["eBPF", "eBPF"], "B": ["Cats"], "C": ["GitOps"]}.items()
        for title in titles
    ]
    said = words(*analyse(kcd.as_talks(rows)))
    assert said[0].startswith("3 events had 4 talks: A (2), B (1) and C (1).")
    assert said[2] == (
        "The most frequent themes by event: eBPF at A (2 of 2), CI/CD & GitOps at C (1 of 1). No"
        " difference between the events is statistically significant."
    )


def test_prose_of_two_events_claims_what_is_more_than_chance(analyse):
    rows = [{"title": "eBPF", "event": "A"}] * 20 + [{"title": "Cats", "event": "B"}] * 20
    said = words(*analyse(kcd.as_talks(rows), n_topics=1))
    assert said[2] == (
        "The most frequent themes by event: eBPF at A (20 of 20). Significant differences"
        " (intervals adjusted for 16 comparisons): at B less eBPF than at A: −100"
        " points, −100 to −69."
    )


def test_a_trend_is_of_editions_and_a_comparison_of_any_events():
    def figures(*events, n=2):
        """Of events, the last with another subject."""
        rows = [{"title": f"eBPF {at}", "event": event} for event in events for at in range(n)]
        rows[-n:] = [{**row, "title": row["title"].replace("eBPF", "Cats")} for row in rows[-n:]]
        talks = kcd.as_talks(rows)
        files = report_files(kcd.assign_themes(talks), kcd.find_topics(talks, n_topics=1))
        return {name for name in files if name in ("comparison.svg", "theme-trend.svg")}

    both = {"comparison.svg", "theme-trend.svg"}
    assert figures("KCD 2021", "KCD 2022", "KCD 2023", n=40) == both
    assert figures("KCD 2021", "PyCon 2022", "Rust 2023", n=40) == {"comparison.svg"}
    assert figures("KCD 2021") == set()
    # Of several events, only what differs is drawn: here nothing.
    assert figures("KCD 2021", "KCD 2022", "KCD 2023", n=2) == {"theme-trend.svg"}


def test_groups_that_do_not_hold_are_not_named(zurich):
    topics = zurich[1]
    said = " ".join(words(*zurich))
    (ebpf,) = topics.topics.loc[topics.topics["holds"], "label"]
    mixed = topics.topics.loc[~topics.topics["holds"], "label"]
    assert f"The topic that holds is “{ebpf}” (4 talks)." in said
    assert not any(label in said for label in mixed)
    none = replace(topics, topics=topics.topics.assign(holds=False), verdict="No groups.")
    said = " ".join(words(zurich[0], none))
    assert "No groups." in said and f"“{ebpf}”" not in said


def test_a_refresh_keeps_the_words_of_the_author(zurich, tmp_path, style):
    path = tmp_path / STYLES[style]
    build_report(*zurich, tmp_path, style=style)
    before, ours = path.read_text("utf-8").split(OPEN)
    edited = f"{before}My own first words.\n\n{OPEN}{ours.replace('16 talks', '17 talks')}"
    edited = edited.replace("How this was made", "Small print") + "\nThe end.\n"
    # The author does not want the map.
    edited = re.sub(f"{begin('talk-map')}.*?{end('talk-map')}\n", "", edited, flags=re.DOTALL)
    path.write_text(edited, "utf-8")
    state = report_state(*zurich, tmp_path, style=style)
    assert (state.missing, state.stale, state.left_over) == ([], [path.name], [])
    with pytest.raises(kcd.KcdError, match="it was edited since; --refresh replaces only the part"):
        build_report(*zurich, tmp_path, style=style)
    assert path.read_text("utf-8") == edited
    build_report(*zurich, tmp_path, style=style, refresh=True)
    renewed = path.read_text("utf-8")
    assert "17 talks" not in renewed and "talk-map.svg" not in renewed
    for words in ("My own first words.\n", "Small print", "\nThe end.\n"):
        assert words in renewed
    assert not any(report_state(*zurich, tmp_path, style=style))
    # The renewed page is still the author's: no later run takes it for ours.
    with pytest.raises(kcd.KcdError, match="it was edited since"):
        build_report(*zurich, tmp_path, style=style)
    assert path.read_text("utf-8") == renewed
    build_report(*zurich, tmp_path, style=style, force=True)
    assert "My own" not in path.read_text("utf-8")


def test_files_of_others_stay(zurich, tmp_path):
    (tmp_path / "talks.csv").write_text("mine")
    with pytest.raises(kcd.KcdError, match=r"talks\.csv: exists, and kcdanalysis did not write it"):
        build_report(*zurich, tmp_path, refresh=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"talks.csv": "mine"}
    build_report(*zurich, tmp_path, force=True)
    assert (tmp_path / "talks.csv").read_bytes() == report_files(*zurich)["talks.csv"]


def test_a_source_is_not_written_over(zurich, tmp_path):
    build_report(*zurich, tmp_path)
    source = tmp_path / "talks.csv"
    with pytest.raises(kcd.KcdError, match=r"talks\.csv: this is one of the sources"):
        build_report(*zurich, tmp_path, sources=[source], force=True)
    template = tmp_path / "index.md"
    template.write_text("{{ title }}")
    with pytest.raises(kcd.KcdError, match=r"index\.md: this is one of the sources"):
        build_report(*zurich, tmp_path, template=template, force=True)
    assert template.read_text() == "{{ title }}"


def test_an_unedited_post_is_replaced_and_what_is_left_over_removed(zurich, tmp_path):
    build_report(*zurich, tmp_path)
    (tmp_path / "topics.svg").unlink()
    (tmp_path / "notes.txt").write_text("mine")
    date = {"date": datetime.date(2023, 6, 22)}
    state = report_state(*zurich, tmp_path, **date)
    assert (state.missing, state.stale, state.left_over) == (["topics.svg"], ["index.md"], [])
    build_report(*zurich, tmp_path, **date)
    assert "date: 2023-06-22" in (tmp_path / "index.md").read_text()
    state = report_state(*zurich, tmp_path, style="html")
    assert (state.missing, state.left_over) == (["index.html"], ["index.md"])
    build_report(*zurich, tmp_path, style="html")
    files = {path.name for path in tmp_path.iterdir()} - {".kcdanalysis.json"}
    assert files == {*report_files(*zurich, style="html"), "notes.txt"}


def test_lines_keep_their_ends(zurich, tmp_path):
    build_report(*zurich, tmp_path)
    path = tmp_path / "index.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    build_report(*zurich, tmp_path, refresh=True)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 100


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            "Mine alone.\n",
            r"index\.md: has none of our markers; move it away",
        ),
        (f"a\n{OPEN}\nb\n", rf"index\.md, line 2: {OPEN} is not closed; add {CLOSE}"),
        (f"{OPEN}\n{begin('how')}\n", rf"line 1: {OPEN} is not closed; add {CLOSE}"),
        (f"a\n\n{CLOSE}\n", rf"index\.md, line 3: {CLOSE} has no {OPEN} before it"),
        (f"{OPEN}\n{CLOSE}\n{OPEN}\n{CLOSE}\n", rf"line 3: {OPEN} is there twice; remove one"),
    ],
)
def test_broken_markers_are_named_with_their_line(zurich, tmp_path, page, message):
    (tmp_path / "index.md").write_text(page)
    with pytest.raises(kcd.KcdError, match=message):
        build_report(*zurich, tmp_path, refresh=True)
    assert (tmp_path / "index.md").read_text() == page


def test_an_own_template_is_escaped_too(hostile, hostile_results, tmp_path):
    path = tmp_path / "mine.md"
    path.write_text(
        '# {{ title }}\n\n{{ begin("talks") }}\n{% for theme in themes %}'
        "{% for talk in theme.talks %}- {{ talk.title }}\n{% endfor %}{% endfor %}"
        '{{ end("talks") }}\n'
    )
    page = report_files(*hostile_results, template=path)["index.md"].decode()
    items = {item.get_text() for item in as_html(page, "hugo").select("li")}
    assert items == {one_line(title) for title in hostile["title"]}
    path.write_text("<h1>{{ themes[0].talks[0].title }}</h1>{{ link('<b>', 'https://a.org') }}")
    page = report_files(*hostile_results, style="html", template=path)["index.html"].decode()
    assert page.endswith('<a href="https://a.org">&lt;b&gt;</a>') and page.count("<") == 4


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{% for %}", r"mine\.md, line 2: Expected an expression.*; correct it there"),
        ("{{ titel }}", r"mine\.md: 'titel' is undefined; a template is given begin, date, "),
        ("{{ title.__class__.__mro__ }}", "mine.md: access to attribute '__class__' of 'str'"),
    ],
)
def test_a_broken_template_says_what_it_is_given(zurich, tmp_path, template, message):
    path = tmp_path / "mine.md"
    path.write_text(template)
    with pytest.raises(kcd.KcdError, match=message):
        report_files(*zurich, template=path)
    with pytest.raises(kcd.KcdError, match=r"none\.md: no such file; check the name"):
        report_files(*zurich, template=tmp_path / "none.md")


def test_what_does_not_fit_is_said(zurich, tmp_path):
    themes, topics = zurich
    with pytest.raises(
        kcd.KcdError, match="word: no such style; use one of hugo, jekyll, quarto, markdown"
    ):
        build_report(themes, topics, tmp_path, style="word")
    others = kcd.find_topics(kcd.as_talks([{"title": "Another"}]))
    with pytest.raises(kcd.KcdError, match="themes and topics are of different talks"):
        build_report(themes, others, tmp_path)
    with pytest.raises(kcd.KcdError, match="no talks to publish; read a programme that has some"):
        build_report(kcd.assign_themes(kcd.as_talks([])), topics, tmp_path)
    with pytest.raises(kcd.KcdError, match=r"markdown, html; did you mean 'hugo'\?$"):
        build_report(themes, topics, tmp_path, style="hgo")
    (tmp_path / "file").write_text("")
    with pytest.raises(kcd.KcdError, match="file: this is a file; name a folder"):
        build_report(themes, topics, tmp_path / "file")


def test_many_talks_are_named_in_part(zurich):
    rows = [{"title": f"eBPF {number}"} for number in range(120)]
    talks = kcd.as_talks(rows)
    page = report_files(kcd.assign_themes(talks), kcd.find_topics(talks, n_topics=1))["index.md"]
    assert "And 110 more in [talk-themes.csv](talk-themes.csv)." in page.decode()
    assert len(as_html(page.decode(), "hugo").select("tbody tr")) == 10


def test_the_page_looks_right_in_a_browser(open_page, zurich, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    build_report(*zurich, tmp_path, style="html")
    page = open_page(tmp_path / "index.html", java_script_enabled=False)
    widths = page.locator("img").evaluate_all("images => images.map(one => one.naturalWidth)")
    assert len(widths) == 4 and all(widths)
    small = {"width": 360, "height": 800}
    page = open_page(tmp_path / "index.html", bypass_csp=True, viewport=small)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_column_that_would_be_empty_is_left_out(style, analyse):
    rows = [{"title": "eBPF", "speakers": "Ada"}, {"title": "Cats"}]
    for records, columns in ((rows, 3), ([{"title": row["title"]} for row in rows], 2)):
        page = page_of(report_files(*analyse(kcd.as_talks(records)), style=style), style)
        html = as_html(page, style)
        assert {len(row.select("th, td")) for row in html.select("tr")} == {columns}
        assert ("Speakers" in page) == (columns == 3)


def test_advice_on_the_lexicon_is_for_its_author(analyse):
    rows = [{"title": f"AI {at}"} for at in range(3)]
    with pytest.warns(KcdWarning, match="lexicon new"):
        results = analyse(kcd.as_talks(rows, event="AI Days", year=2024))
    files = report_files(*results)
    limits = words(*results)[-1]
    finding = " The term 'AI' alone decides the theme AI & machine learning and is in the name"
    assert finding in limits
    assert all("lexicon new" not in data.decode(errors="replace") for data in files.values())


def test_pairs_at_the_same_time_are_counted_by_theme():
    def said(*titles):
        rows = [{"title": t, "start": "2024-03-01T10:00Z", "duration": 30} for t in titles]
        talks = kcd.as_talks(rows)
        themes = kcd.assign_themes(talks, lexicon={"ebpf": ["ebpf"], "mesh": ["mesh"]})
        return words(themes, kcd.find_topics(talks, n_topics=1))[1]

    two = "2 pairs of talks of one theme run at the same time, 1 of them of ebpf."
    assert two in said("ebpf", "ebpf", "mesh", "mesh")
    # Two themes in common are one pair.
    assert "1 pair of talks of one theme runs at the same time." in said("ebpf mesh", "ebpf mesh")


@pytest.mark.parametrize("style", [pytest.param("markdown", marks=LIKE_HUGO), "html"])
def test_a_post_answers_what_organisers_ask_where_the_programme_tells(analyse, style):
    text = "We moved all of our services to a mesh, and tell what we would do again next year. " * 2
    rows = [
        {"title": "<b>eBPF</b> | one", "start": "2026-03-05T10:00", "duration": 30, "room": "A",
         "state": "accepted", "abstract": text},
        {"title": "eBPF two", "start": "2026-03-05T10:00", "duration": 30, "room": "B",
         "state": "accepted"},
        {"title": "Our mesh", "state": "rejected", "abstract": text + "Bring your questions."},
    ]  # fmt: skip
    found = analyse(kcd.as_talks(rows))
    files = report_files(*found, style=style, targets={"ebpf": 0.9})
    html = as_html(page_of(files, style), style)
    heads = [head.get_text() for head in html.select("h2")]
    assert heads[1:5] == [
        "At the same time", "What was accepted", "Targets", "Proposals with passages in common",
    ]  # fmt: skip
    cells = [cell.get_text() for cell in html.select("table")[0].select("tbody td")]
    assert cells[:3] == ["<b>eBPF</b> | one", "Our mesh", "82%"]
    assert cells[3].startswith("we moved all of our services to a mesh and tell what we would do")
    assert "Below it: eBPF (by 1 talk)." in html.get_text()
    assert {"theme-clashes.svg", "theme-selection.csv", "theme-targets.png"} <= set(files)
    # Of a programme that was chosen, without times and targets, there is nothing of this.
    titles = ("eBPF", "Mesh")
    plain = analyse(kcd.as_talks([{"title": title, "abstract": text} for title in titles]))
    page = page_of(report_files(*plain, style=style), style)
    assert "Proposals" not in page and "At the same time" not in page and "Targets" not in page


def said_of(rows, n_topics=1, **options):
    """The paragraphs of a post about talks, with topics that are made up."""
    talks = kcd.as_talks(rows)
    topics = topics_of(np.random.default_rng(2), talks, n_topics)
    return words(kcd.assign_themes(talks, **options), topics)


def test_long_lists_are_counted():
    six = {f"t{at}": {"terms": [f"t{at}"]} for at in range(6)}
    rows = [{"title": f"t{at % 6}", "event": f"Event {'ABCDEFGH'[at]}"} for at in range(8)]
    assert said_of(rows, lexicon=six)[0].startswith(
        "8 events had 8 talks: Event A (1), Event B (1), Event C (1), Event D (1),"
        " Event E (1) and 3 more."
    )
    assert said_of(rows[:6], lexicon=six)[1].startswith(
        "No theme leads: 6 themes are in 1 of 6 talks each (17%, 95% interval 3% to 56%)."
    )
    rows = [{"title": " ".join(six), "event": "A"}] * 40 + [{"title": "Cats", "event": "B"}] * 40
    by_event = next(text for text in said_of(rows, lexicon=six) if "clearest" in text)
    assert (
        "The 3 clearest of 6 significant differences (intervals adjusted for 6 comparisons): at B"
        " less t0 than at A: −100 points, −100 to −86;"
    ) in by_event


def test_several_groups_that_hold_are_named():
    rows = [{"title": f"Talk {at}"} for at in range(60)]
    few, many = (said_of(rows, n_topics=n)[-2] for n in (4, 30))
    assert re.search(r" The topics that hold are “.+” \(\d+ talks?\) and “", few, re.DOTALL)
    assert re.search(
        r" The topics that hold are “.+” \(\d+ talks?\) and \d+ more\.", many, re.DOTALL
    )


def test_of_proposals_without_themes_nothing_was_cut():
    rows = [{"title": "Cats", "state": "accepted"}, {"title": "Dogs", "state": "rejected"}]
    assert not any("proposals" in text for text in said_of(rows))
