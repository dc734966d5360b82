"""The verbs that write for readers: figures, report, explore."""

from datetime import datetime
from functools import partial
from pathlib import Path

from typer import Option

from kcdanalysis.cli.options import (
    N_STEPS,
    LangOption,
    LookOptions,
    Reading,
    StyleOptions,
    TargetOption,
    ThemeOptions,
    TitleOption,
    TopicOptions,
    analyse,
    choice,
    need_file,
    verb,
)
from kcdanalysis.cli.output import Folder, Page
from kcdanalysis.errors import shown
from kcdanalysis.progress import say, step

#: What a post can be written for; a test compares them with those of `publishing`.
SITES = ("hugo", "jekyll", "quarto", "markdown", "html")


@verb("figures data/kcd-zurich-2023.md -o figures")
def figures(
    reading: Reading,
    themes: ThemeOptions,
    topics: TopicOptions,
    target: TargetOption,
    look: LookOptions,
    heading: TitleOption,
    words: LangOption,
    folder: Folder,
) -> None:
    """Draw the figures of programmes, with their numbers, captions and alternative texts."""
    from kcdanalysis.publishing.gallery import draw_gallery, gallery_state

    results = analyse(reading, themes, topics)
    settings = {**look.arguments, "title": heading.title, "targets": target.shares}
    write, compare = words.spoken(draw_gallery), words.spoken(gallery_state)
    folder.fill(write, compare, "drawing figures", *results, **settings)


@verb("report data/kcd-zurich-2023.md -o post")
def report(
    reading: Reading,
    themes: ThemeOptions,
    topics: TopicOptions,
    target: TargetOption,
    look: StyleOptions,
    heading: TitleOption,
    words: LangOption,
    folder: Folder,
    site: str = Option("hugo", "--for", help="The kind of site.", **choice(SITES)),
    date: datetime | None = Option(
        None,
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="The date of the post; by default that of the last talk.",
    ),
    template: Path | None = Option(None, metavar="FILE", help="Your own page, a Jinja2 template."),
    refresh: bool = Option(False, "--refresh", help="Update only what is between our markers."),
) -> None:
    """Write a post: a page with figures, text, the talks by theme and the data beside it."""
    from kcdanalysis.publishing import build_report, report_state
    from kcdanalysis.publishing.post import WITH_HEAD

    need_file(template)
    results = analyse(reading, themes, topics)
    settings = {
        "style": site, "title": heading.title, "date": date.date() if date else None,
        "template": template, "targets": target.shares,
        "figure_style": look.style, "palette": look.arguments["palette"],
    }  # fmt: skip
    write = words.spoken(partial(build_report, refresh=refresh))
    folder.fill(write, words.spoken(report_state), "writing the post", *results, **settings)
    if site in WITH_HEAD and not date and results[0].talks["start"].isna().all():
        say("no talk has a date, so the post has none; give the day of the post with --date")


@verb("explore data/kcd-zurich-2023.md -o page.html")
def explore(
    reading: Reading,
    themes: ThemeOptions,
    topics: TopicOptions,
    heading: TitleOption,
    words: LangOption,
    page: Page,
) -> None:
    """Write one offline page to explore: map, themes, topics, talks, evidence."""
    from kcdanalysis.publishing import explorer_page

    results = analyse(reading, themes, topics)
    with step("writing the page", N_STEPS, N_STEPS):
        text = words.spoken(explorer_page)(*results, title=heading.title)
    page.put(text)
    if page.path is not None:
        size = len(text.encode(errors="replace"))
        say(f"{shown(page.path)}: {size / 1e6:.1f} MB")
