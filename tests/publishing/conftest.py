"""Programmes to make pages of, and a browser to look at them."""

from copy import copy
from pathlib import Path

import pytest

import kcdanalysis as kcd
from kcdanalysis.publishing import post
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import language_in_use

HOSTILE = [
    "<script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 1">',
    "</style></title></script><svg onload='window.hacked = 1'>",
    "{{< figure src=x >}} and {{% raw %}}",
    "{% include secret.html %} and {{ site.title }}",
    "`code` and ``` fences | pipes | and \\ backslashes",
    "*stars* _lines_ [link](javascript:alert(1)) ![image](https://example.org/x.png)",
    "# heading\n- item\n1. one\n> quote\n---\n| a | b |",
    "\"double\" 'single' “curly” &amp; &lt; & <",
    "<!-- kcdanalysis:end opening --> <!-- /kcdanalysis -->",
    "https://example.org/<script> www.example.org me@example.org :smile: ~~gone~~ $x$",
    "a" * 10_000,
    "eBPF <b>for</b> Security",
    "𝕏 🦀 עברית \u202eright to left\u202c \u0000\u0007 end",
]


def hostile_rows():
    for at, text in enumerate(HOSTILE):
        yield {
            "title": text,
            "speakers": [text, f"Speaker {at}"],
            "abstract": f"eBPF for Security. {text} eBPF again.",
            "takeaways": f"{text}\n  Security",
            "track": text,
            "tags": [text],
            "url": f"javascript:alert({at})" if at % 2 else f"https://example.org/{text[:40]}",
            "event": ["Evil <b>Conf</b>", "Good & Conf"][at % 2],
            "year": 2024,
            "level": text,
            "room": text,
        }


@pytest.fixture(scope="session", autouse=True)
def made_once():
    """Figures, data and words depend on their results alone, and take most of the time."""

    def once(make):
        made = {}

        def given(themes, *others):
            # Options are told by their text, results by themselves; these are kept, so that no
            # others take their place in memory.
            key = (
                language_in_use(),
                id(themes),
                *(id(o) if isinstance(o, Topics) else str(o) for o in others),
            )
            if key not in made:
                made[key] = (make(themes, *others), themes, others)
            return copy(made[key][0])

        return given

    with pytest.MonkeyPatch.context() as patch:
        for name in ("_figures", "_data", "_values"):
            patch.setattr(post, name, once(getattr(post, name)))
        yield


@pytest.fixture(scope="session")
def hostile():
    """Talks whose texts try to be more than text."""
    return kcd.as_talks(hostile_rows())


@pytest.fixture(scope="session")
def analyse():
    """Find the themes and the topics of talks."""

    def analyse(talks, **options):
        return kcd.assign_themes(talks), kcd.find_topics(talks, **options)

    return analyse


@pytest.fixture(scope="session")
def zurich(analyse):
    """Themes and topics of KCD Zurich 2023."""
    return analyse(kcd.read_talks(Path(__file__).parents[2] / "data" / "kcd-zurich-2023.md"))


@pytest.fixture(scope="session")
def hostile_results(hostile, analyse):
    return analyse(hostile)


@pytest.fixture(scope="session")
def chromium(client):
    """Debian's Chromium."""
    path = client("chromium")
    from playwright.sync_api import sync_playwright

    switches = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
        " --disable-background-networking --disable-component-update --disable-sync"
        " --disable-features=SpareRendererForSitePerProcess"
    )
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=switches.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open a page of ours; whatever it asks of a network or says on the console fails the test."""
    contexts, faults = [], []

    def open_page(path, address="", **options):
        # A new context has a new, empty profile.
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda said: faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda request: faults.append(request.url) if not _is_own(request.url) else None,
        )
        page.goto(f"{Path(path).as_uri()}{address}")
        if options.get("java_script_enabled", True) and page.locator("script").count():
            page.wait_for_selector("html.script")
        return page

    def _is_own(url):
        return url.startswith(("file:", "data:", "blob:"))

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
