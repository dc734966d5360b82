import pytest

from kcdanalysis.cli.publishing import SITES
from kcdanalysis.publishing import STYLES

from . import one_line

NOTES = "data/kcd-zurich-2023.md"
COUNTED = f"{NOTES}: 19 entries: 16 talks, 3 breaks"


@pytest.fixture
def tiny(tmp_path):
    """A programme whose figures are drawn at once."""
    path = tmp_path / "tiny.md"
    path.write_text("# Tiny Conf 2024\n## Talk: eBPF\nBy Ada\n## Talk: Cats\nBy Bo\n")
    return path


def test_figures_look_as_asked(run, tiny, tmp_path):
    tmp_path = tmp_path / "figures"
    words = ("figures", tiny, "-o", tmp_path, "--style", "dark", "--palette", "#ff0000,gold")
    done = run(*words, "--also", "webp")
    assert done.returncode == 0
    svg = (tmp_path / "theme-shares.svg").read_text()
    assert "#16181d" in svg and "#ff0000" in svg
    assert (tmp_path / "theme-shares.webp").exists()
    assert not (tmp_path / "theme-shares@2x.png").exists()


def test_figures_are_written_and_checked(run, tiny, tmp_path, without_png):
    words = ("figures", tiny, "-o", tmp_path / "new", "--also", "none")
    assert run(*words).returncode == 0
    assert run(*words, "--check").returncode == 0
    changed = tmp_path / "new" / "theme-shares.csv"
    changed.write_text("theme\n")
    done = run(*words, "--check")
    assert (done.returncode, done.stdout) == (1, "theme-shares.csv\n")
    done = run(*words)
    assert (done.returncode, changed.read_text()) == (3, "theme\n")
    assert "theme-shares.csv: exists, and kcdanalysis did not write it" in one_line(done)
    assert run(*words, "--force").returncode == 0
    assert changed.read_text().startswith("theme,")


def test_the_figures_of_a_report_look_as_asked(run, tiny, tmp_path):
    post, look = tmp_path / "post", ("--style", "dark", "--palette", "#ff0000,gold")
    assert run("report", tiny, "-o", post, *look).returncode == 0
    for name in ("theme-shares.svg", "theme-shares-narrow.svg"):
        svg = (post / name).read_text()
        assert "#16181d" in svg and "#ff0000" in svg
    assert run("report", tiny, "-o", post, *look, "--check").returncode == 0
    stale = run("report", tiny, "-o", post, "--check").stdout.split()
    assert {"theme-shares.svg", "theme-shares-narrow.svg"} <= set(stale)


def test_figures_and_posts_are_written_in_the_language_asked_for(run, tiny, tmp_path, without_png):
    post, settings = tmp_path / "post", tmp_path / "kcdanalysis.toml"
    settings.write_text('lang = "de"\n')
    words = ("report", tiny, "-o", post, "--for", "html")
    assert run(*words, "--config", settings).returncode == 0
    assert '<html lang="de">' in (post / "index.html").read_text("utf-8")
    assert run(*words, "--lang", "de", "--check").returncode == 0
    assert run(*words, "--check").returncode == 1
    gallery = tmp_path / "figures"
    assert run("figures", tiny, "-o", gallery, "--lang", "it").returncode == 0
    assert (gallery / "README.md").read_text("utf-8").startswith("# Figure\n")
    assert "'xx' is not one of en, de, fr, es, it" in run(*words, "--lang", "xx").stderr


def test_a_report_is_written_refreshed_and_checked(run, tiny, tmp_path, without_png):
    post, notes = tmp_path / "post", tiny
    done = run("report", notes, "-o", post, "--for", "jekyll", "--date", "2023-06-22")
    assert done.returncode == 0 and "date" not in done.stderr
    assert done.stdout.splitlines()[0] == f"{post}/index.md"
    page = (post / "index.md").read_text("utf-8")
    assert "layout: page\n" in page and "date: 2023-06-22\n" in page
    (post / "index.md").write_text(page.replace("had 2 talks", "had 3 talks"), "utf-8")
    done = run("report", notes, "-o", post, "--for", "jekyll", "--check")
    assert (done.returncode, done.stdout) == (1, "index.md\n")
    assert done.stderr.splitlines()[-1] == f"1 stale file in {post}"
    done = run("report", notes, "-o", post)
    assert done.returncode == 3
    assert "--refresh replaces only the parts between our markers" in done.stderr.splitlines()[-1]
    done = run("report", notes, "-o", post, "--for", "jekyll", "--refresh")
    assert done.returncode == 0
    note = "no talk has a date, so the post has none; give the day of the post with --date"
    assert done.stderr.splitlines()[-1] == note
    assert run("report", notes, "-o", post, "--for", "jekyll", "--check").returncode == 0


def test_the_explorer_is_one_file(run, tiny, tmp_path):
    done = run("explore", tiny, "-o", tmp_path / "page.html")
    assert (done.returncode, done.stdout) == (0, "")
    counted = f"{tiny}: 2 entries: 2 talks"
    assert done.stderr.splitlines() == [counted, f"{tmp_path}/page.html: 0.1 MB"]
    page = (tmp_path / "page.html").read_text("utf-8")
    assert run("explore", tiny, "-o", "-").stdout == page
    assert run("explore", tiny, "-o", f"{tmp_path}/site/").returncode == 0
    assert (tmp_path / "site" / "explore.html").read_text("utf-8") == page
    (tmp_path / "page.html").write_text("mine")
    done = run("explore", tiny, "-o", tmp_path / "page.html")
    assert done.returncode == 3
    assert "page.html: exists, and kcdanalysis did not write it or it was edited" in one_line(done)
    assert run("explore", tiny, "-o", tmp_path / "page.html", "--force").returncode == 0


def test_pages_are_called_as_asked(run, tiny, tmp_path, without_png):
    names = ("--title", "Ours & <Yours>", "--event", "Big Days 2031")
    for verb, place in (("figures", "a"), ("report", "b"), ("explore", "c.html")):
        done = run(verb, tiny, "-o", tmp_path / place, *names)
        assert done.returncode == 0, done.stderr
    gallery = (tmp_path / "a" / "README.md").read_text("utf-8")
    assert gallery.startswith("# Ours &amp; &lt;Yours&gt;\n")
    assert "Big Days 2031" in gallery and "Tiny Conf" not in gallery
    post = (tmp_path / "b" / "index.md").read_text("utf-8")
    assert "title: Ours & ‹Yours›\n" in post and "Big Days 2031 had 2 talks." in post
    page = (tmp_path / "c.html").read_text("utf-8")
    assert "<h1>Ours &amp; &lt;Yours&gt;</h1>" in page
    assert "<h1>Big Days 2031</h1>" in run("explore", tiny, "-o", "-", *names[2:]).stdout


def test_sites_are_those_of_posts():
    assert list(SITES) == list(STYLES)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["figures"], "Missing option '-o' / '--output'"),
        (["figures", "-o", "README.md"], "README.md: this is a file; name a folder"),
        (["figures", "-o", "x", "--style", "purple"], "purple: no such style; give an .mplstyle"),
        (["figures", "-o", "x", "--style", "no.mplstyle"], "no.mplstyle: no such file"),
        (["figures", "-o", "x", "--palette", "blu"], "'blu'"),
        (["figures", "-o", "x", "--also", "webpp"], "did you mean 'webp'?"),
        (["figures", "-o", "x", "--lexicon", "none"], "none: no such lexicon"),
        (["figures", "-o", "x", "-n", "many"], "-n is 'many'; give a number such as 5, or auto"),
        (["report"], "Missing option '-o' / '--output'"),
        (["report", "-o", "x", "--target", "ai"], "--target is 'ai'; write it as security=15"),
        (
            ["report", "-o", "x", "--for", "hgo"],
            "'hgo' is not one of hugo, jekyll, quarto, markdown",
        ),
        (["report", "-o", "x", "--for", "hgo"], "did you mean 'hugo'?"),
        (["report", "-o", "x", "--style", "purple"], "purple: no such style; give an .mplstyle"),
        (["report", "-o", "x", "--palette", "blu"], "'blu'"),
        (["report", "-o", "x", "--date", "22.6.2023"], "'--date'"),
        (["report", "-o", "x", "--template", "no.md"], "no.md: no such file; check the name"),
        (["explore", "-o", "-", "-n", "x"], "-n is 'x'; give a number such as 5, or auto"),
        (["explore", "-o", "missing.md"], "missing.md: this is one of the sources; write to"),
    ],
)
def test_wrong_use_is_refused_before_reading(run, words, message):
    done = run(words[0], "missing.md", *words[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)


def test_targets_are_drawn_and_told_in_a_post(run, tiny, tmp_path, without_png):
    target, folder = ("--target", "ebpf=60"), tmp_path / "figures"
    assert run("figures", tiny, "-o", folder, "--also", "none", *target).returncode == 0
    assert "Below it: eBPF (by 1 talk)." in (folder / "theme-targets.md").read_text("utf-8")
    assert "eBPF has 1 of 2 talks, 1 fewer than the target of 60%." in (
        folder / "theme-targets.md"
    ).read_text("utf-8")
    post = tmp_path / "post"
    assert run("report", tiny, "-o", post, *target).returncode == 0
    page = (post / "index.md").read_text("utf-8")
    assert "## Targets" in page and "Below it: eBPF (by 1 talk)." in page
    assert run("report", tiny, "-o", post, *target, "--check").returncode == 0
    refused = run("report", tiny, "-o", tmp_path / "new", "--target", "epbf=60")
    assert refused.returncode == 3 and "no theme is called 'epbf'; use one of" in one_line(refused)
