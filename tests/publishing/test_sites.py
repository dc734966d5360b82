"""Posts that Hugo, Jekyll, pandoc and MyST built: what a reader gets is what we wrote."""

import json
import re
import shutil
import subprocess
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from kcdanalysis.publishing import report_files
from kcdanalysis.words.wording import one_line

LAYOUT = """<!doctype html><html><head><title>{title}</title>{head}</head>
<body><time>{date}</time>{content}</body></html>"""
SITES = {
    "hugo": (
        ["hugo", "--quiet", "--destination", "_site"],
        {
            "config.toml": 'baseURL = "https://example.org/blog/"\ntitle = "Blog"\n',
            "layouts/_default/single.html": LAYOUT.format(
                title="{{ .Title }}", head='{{ template "_internal/opengraph.html" . }}',
                date='{{ .Date.Format "2006-01-02" }}', content="{{ .Content }}",
            ),
        },
    ),
    "jekyll": (
        ["jekyll", "build", "--quiet"],
        {
            "_config.yml": "title: Blog\n",
            "_layouts/page.html": LAYOUT.format(
                title="{{ page.title | escape }}", head="", date='{{ page.date | date: "%F" }}',
                content="{{ content }}",
            ),
        },
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def results(hostile, analyse):
    talks = hostile.assign(event="Q&A <Days> {{ x }} \"'24'\" [*]...")
    talks["start"] = talks["start"].fillna("2024-03-01T23:30Z")
    return analyse(talks.assign(timezone="Asia/Tokyo"))


@pytest.fixture(scope="module", params=SITES)
def site(request, client, results, tmp_path_factory):
    """The folder of the built post, its page, and the page that we write without a generator."""
    command, files = SITES[request.param]
    client(command[0])
    folder = tmp_path_factory.mktemp(request.param)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    post = folder / ("content/posts/days" if request.param == "hugo" else "posts/days")
    post.mkdir(parents=True)
    for name, data in report_files(*results, style=request.param).items():
        (post / name).write_bytes(data)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    built = folder / "_site" / "posts" / "days"
    page = BeautifulSoup((built / "index.html").read_text(), "html5lib")
    own = report_files(*results, style="html")["index.html"]
    return built, page, BeautifulSoup(own, "html5lib")


def plain(text):
    """Text without the quotes, dashes and spaces that a site typesets."""
    typeset = str.maketrans(
        {"“": '"', "”": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": "", "�": ""}
    )
    text = re.sub("[-–—]+", "-", text.translate(typeset)).replace("…", "...")
    return one_line(text)


def test_alternative_texts_and_tables_are_ours(site):
    _, page, own = site
    alts = [image["alt"] for image in page.select("img")]
    assert alts == [image["alt"] for image in own.select("img")]
    assert len(alts) > 1 and "Q&A ‹Days› (( x )) ”’24’” (∗)…" in alts[0]
    cells, ours = ([plain(cell.get_text()) for cell in each.select("td")] for each in (page, own))
    assert cells == ours
    assert not page.select("script, iframe, svg, style")


def test_every_link_and_picture_is_there(site):
    folder, page, _ = site
    links = page.select("a, img, source")
    named = [link.get("href") or link.get("src") or link["srcset"] for link in links]
    local = [name for name in named if not urlsplit(name).scheme]
    assert {"theme-shares.svg", "theme-shares.csv", "talks.csv"} <= set(local)
    assert [name for name in local if not (folder / unquote(name)).is_file()] == []
    shared = [unquote(tag["content"]) for tag in page.select('meta[property="og:image"]')]
    assert shared in ([], ["https://example.org/blog/posts/days/theme-shares.png"])
    assert bool(shared) == ("hugo" in str(folder))


def test_the_date_is_that_of_the_last_talk_at_its_place(site):
    assert site[1].time.get_text() == "2024-03-02"


def written(results, style, folder):
    """A post in a folder of its own, and the alternative texts that it should have."""
    for name, data in report_files(*results, style=style).items():
        (folder / name).write_bytes(data)
    own = report_files(*results, style="html")["index.html"]
    return [image["alt"] for image in BeautifulSoup(own, "html5lib").select("img")]


def test_quarto_reads_what_we_wrote(client, results, tmp_path):
    """Quarto reads the Markdown of pandoc; Quarto itself is not in Debian."""
    alts = written(results, "quarto", tmp_path)
    command = [client("pandoc"), "--from", "markdown", "--standalone", "index.qmd"]
    built = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout
    page = BeautifulSoup(built, "html5lib")
    images = [(image["src"], image["data-fig-alt"]) for image in page.select("img")]
    assert [alt for _, alt in images] == alts
    assert all((tmp_path / name).is_file() for name, _ in images)
    own = BeautifulSoup(report_files(*results, style="html")["index.html"], "html5lib")
    # A title is no markup even in a theme that does not escape it.
    title = plain(own.title.get_text().replace("<", "‹").replace(">", "›"))
    assert plain(page.title.get_text()) == plain(page.h1.get_text()) == title
    assert not page.select("script, iframe, svg, em, code, sup, sub, .citation")
    cells = [[plain(cell.get_text()) for cell in each.select("td")] for each in (page, own)]
    assert cells[0] == cells[1]


def test_myst_reads_what_we_wrote(pytestconfig, results, tmp_path):
    if not pytestconfig.getoption("--clients") or not shutil.which("myst"):
        pytest.skip("no myst to build a site with; install it with npm install -g mystmd")
    alts = written(results, "markdown", tmp_path)
    # A theme of our own: that of MyST would be fetched.
    settings = {"version": 1, "project": {"title": "x"}, "site": {"template": "theme"}}
    theme = {"myst": "v1", "kind": "site", "title": "x", "build": {"install": "true"}}
    (tmp_path / "myst.yml").write_text(json.dumps(settings))
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "template.yml").write_text(json.dumps(theme))
    command = ["myst", "build", "--site", "--ci"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    page = json.loads((tmp_path / "_build/site/content/index.json").read_text())

    def nodes(tree):
        yield tree
        for child in tree.get("children", []):
            yield from nodes(child)

    found = list(nodes(page["mdast"]))
    images = [node for node in found if node["type"] == "image"]
    assert [image["alt"] for image in images] == alts
    public = tmp_path / "_build" / "site" / "public"
    assert all((public / image["url"].lstrip("/")).is_file() for image in images)
    assert not [node for node in found if node["type"] in ("html", "iframe", "code", "math")]
