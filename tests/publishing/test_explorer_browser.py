"""The explorer in a browser: by mouse, by keyboard, by address, on paper and without scripts."""

import re

import pytest

import kcdanalysis as kcd
from kcdanalysis.publishing import build_explorer, explorer

SECURITY = "table[data-facet=theme] tr[data-value=security]"
RICE = "#talk=kcd-zurich-2023%2Febpf-for-security"


@pytest.fixture(scope="session")
def zurich_page(zurich, tmp_path_factory):
    return build_explorer(*zurich, tmp_path_factory.mktemp("explorer") / "page.html")


def shown(page):
    return page.locator("#talks tbody tr:visible summary").all_text_contents()


def with_theme(themes, *names):
    has = themes.labels[list(names)].all(axis=1).to_numpy()
    return themes.talks.loc[has, "title"].tolist()


def test_a_click_on_a_theme_shows_its_talks_alone(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    assert len(shown(page)) == 16
    page.click(f"{SECURITY} button")
    secure = with_theme(zurich[0], "security")
    assert shown(page) == secure
    assert page.inner_text("#status") == f"{len(secure)} of 16 talks"
    assert page.locator("#points path:not(.off)").count() == len(secure)
    # The bar is as good as its name; two themes are those talks that have both.
    page.click("table[data-facet=theme] tr[data-value=ebpf] .bars")
    both, n_ebpf = with_theme(zurich[0], "security", "ebpf"), zurich[0].labels["ebpf"].sum()
    assert shown(page) == both
    shown_count = page.inner_text("table[data-facet=theme] tr[data-value=ebpf] .n")
    assert shown_count == f"{len(both)} of {n_ebpf}"
    page.click("text=all filters ✕")
    assert len(shown(page)) == 16


def test_topics_widen_and_counts_follow(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    # The topic that holds, and the talks in no group.
    topics = zurich[1].groups.astype("str").fillna("none")
    for chosen in (["2"], ["2", "none"]):
        page.click(f"table[data-facet=topic] tr[data-value='{chosen[-1]}'] button")
        wanted = zurich[1].talks.loc[topics.isin(chosen).to_numpy(), "title"].tolist()
        assert shown(page) == wanted
    themes = zurich[0].labels.sum()
    for theme in ("ebpf", "security"):
        text = page.inner_text(f"table[data-facet=theme] tr[data-value={theme}] .n")
        assert int(text.split(" of ")[0]) == themes[theme]


def test_a_talk_opens_with_its_evidence_and_the_nearest(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    page.click(f"{SECURITY} button")
    page.click("summary:has-text('eBPF for Security')")
    row = page.locator("tr:has(details[open])")
    row.locator("mark.on").first.wait_for()
    evidence = zurich[0].evidence
    of_talk = evidence[evidence["talk_id"] == "kcd-zurich-2023/ebpf-for-security"]
    wanted = {term.casefold() for term in of_talk.loc[of_talk["theme"] == "security", "term"]}
    on = {text.casefold() for text in row.locator("mark.on").all_text_contents()}
    assert on == wanted
    assert row.locator("mark.on").first.get_attribute("title") == "Security"
    points = of_talk.groupby("theme")["points"].sum()
    listed = row.locator("li:has(b)").all_text_contents()
    assert any(line.startswith(f"Security {points['security']:.1f}: ") for line in listed)
    assert [line.split(":")[0].split()[-1] for line in listed[:2]] == [
        f"{value:.1f}" for value in points.nlargest(2)
    ]
    few = [line for line in listed if "(below the threshold)" in line]
    assert (
        len(few) == (~zurich[0].labels.loc["kcd-zurich-2023/ebpf-for-security", points.index]).sum()
    )
    near = row.locator("li a").all_text_contents()
    assert len(near) == 5 and "eBPF for Security" not in near
    # The nearest has another theme: following the link lifts the filter.
    row.locator("li a").first.click()
    opened = page.locator("details[open] summary").all_text_contents()
    assert set(opened) == {near[0], "eBPF for Security"}
    assert page.evaluate("document.activeElement.textContent") == near[0]


def test_search_finds_words_in_titles_speakers_and_texts(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    for words in ("carbon", "korbacher", "Thomas GRAF", "green   washing", "eBPF signal"):
        page.fill("#search", words)
        found = shown(page)
        assert 0 < len(found) < 16, words
    page.fill("#search", "signal")
    has = zurich[0].talks[["title", "abstract", "takeaways"]].agg(" ".join, axis=1)
    has = has.str.contains("signal", case=False)
    assert shown(page) == zurich[0].talks.loc[has, "title"].tolist()
    page.fill("#search", "no such word")
    assert shown(page) == []
    assert page.is_visible("text=No talk matches.")
    page.fill("#search", "")
    assert len(shown(page)) == 16


def test_columns_sort_up_down_and_back(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    titles = shown(page)
    head = page.locator("th[data-sort=title]")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown(page) == sorted(titles, key=lambda title: re.sub(r"[^\w ]", "", title).casefold())
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert shown(page) == titles
    page.click("th[data-sort=speakers] button")
    speakers = page.locator("#talks tbody td:nth-child(2)").all_text_contents()
    assert [one.strip() for one in speakers] == sorted(zurich[0].talks["speakers"])


def test_the_address_restores_the_view(open_page, zurich_page):
    page = open_page(zurich_page)
    page.click(f"{SECURITY} button")
    page.click("th[data-sort=title] button")
    page.fill("#search", "kernel")
    page.click("#talks tbody tr:visible summary")
    page.wait_for_url(lambda url: "talk=" in url)
    again = open_page(zurich_page, f"#{page.url.partition('#')[2]}")
    assert shown(again) == shown(page)
    assert again.input_value("#search") == "kernel"
    assert again.inner_text("#status") == page.inner_text("#status")
    opened = "details[open] summary"
    assert again.inner_text(opened) == page.inner_text(opened)
    assert again.get_attribute("th[data-sort=title]", "aria-sort") == "ascending"
    again.evaluate(
        "history.replaceState(null, '', '#theme=nonsense&topic=99&talk=x&region=a&sort=y')"
    )
    again.reload()
    again.wait_for_selector("html.script")
    assert len(shown(again)) == 16


def test_back_undoes_a_filter(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    page.click(f"{SECURITY} button")
    page.click("table[data-facet=theme] tr[data-value=ebpf] button")
    page.go_back()
    assert shown(page) == with_theme(zurich[0], "security")
    page.go_back()
    assert page.inner_text("#status") == "16 talks"


def test_the_keyboard_reaches_everything(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    stops = []
    for _ in range(100):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(({ tagName, id }) => (tagName === 'BODY' ? '' : `${tagName} ${id}`))"
            "(document.activeElement)"
        )
        if not stop:
            break
        stops.append(stop)
    text = "\n".join(stops)
    n_facets = page.locator("table.facet tbody tr").count()
    n_buttons = page.locator("button:visible").count()
    assert n_buttons == n_facets + 4
    assert text.count("BUTTON") == n_buttons
    assert text.count("SUMMARY") == 17  # 16 talks and the lexicon
    assert "svg map" in text and "INPUT search" in text and "#talks" not in text
    # With the keyboard alone: a theme, a talk, and back.
    page.focus(f"{SECURITY} button")
    page.keyboard.press("Enter")
    assert shown(page) == with_theme(zurich[0], "security")
    assert page.get_attribute(f"{SECURITY} button", "aria-pressed") == "true"
    page.focus("#filters button")
    page.keyboard.press("Enter")
    assert len(shown(page)) == 16
    assert page.evaluate("document.activeElement.id") == "search"


def test_the_map_is_walked_by_arrows(open_page, zurich_page):
    page = open_page(zurich_page)
    page.focus("#map")
    seen = set()
    for key in ["ArrowRight"] * 8 + ["ArrowDown"] * 8 + ["ArrowLeft"] * 8 + ["ArrowUp"] * 8:
        page.keyboard.press(key)
        at = page.get_attribute("#map", "aria-activedescendant")
        seen.add(at)
        option = page.locator(f"#{at}")
        assert option.get_attribute("role") == "option"
        assert option.get_attribute("aria-label") == page.inner_text("#tip b")
    assert len(seen) > 8
    title = page.inner_text("#tip b")
    page.keyboard.press("Enter")
    assert page.inner_text("details[open] summary") == title
    # Shift and arrows mark a region.
    page.focus("#map")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    n = int(page.inner_text("#status").split(" of ")[0])
    assert 2 <= n < 16
    assert "region=" in page.url
    page.keyboard.press("Escape")
    assert page.inner_text("#status") == "16 talks"


def test_a_region_is_dragged_a_label_filters_and_a_point_opens(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    inside = page.evaluate(
        """() => [...document.querySelectorAll("#points path")].filter(path => {
            const [x, y] = path.getAttribute("d").match(/[\\d.]+/g).map(Number);
            return x <= 300 && y <= 210;
        }).length"""
    )
    assert 0 < inside < 16
    assert page.inner_text("#status") == f"{inside} of 16 talks"
    again = open_page(zurich_page, f"#{page.url.partition('#')[2]}")
    assert shown(again) == shown(page)
    page.mouse.click(box["x"] + 2, box["y"] + 2)
    assert page.inner_text("#status") == "16 talks"
    page.click("#labels text[data-topic='2']")
    assert page.inner_text("#filters") == f"topic: {zurich[1].topics['label'][2]} ✕"
    page.click("#filters button")
    page.locator("#points path").last.hover()
    title = page.inner_text("#tip b")
    talk = zurich[0].talks.set_index("title").loc[title]
    # On the card: who, the themes, the topic and how the text begins.
    said = page.locator("#tip span").all_text_contents()
    assert said[0] == talk["speakers"] and said[-1].endswith("…") and len(said[-1]) <= 161
    assert talk["abstract"].startswith(said[-1][:-1])
    page.locator("#points path").last.click()
    assert page.inner_text("details[open] summary") == title


def test_a_region_is_looked_at_from_near(open_page, zurich_page):
    page = open_page(zurich_page)
    apart = """() => { const [a, b] = [...document.querySelectorAll("#points path:not(.off)")]
        .slice(0, 2).map(path => path.getBoundingClientRect());
        return [Math.hypot(a.x - b.x, a.y - b.y), a.width]; }"""
    assert not page.is_visible("#zoom")
    page.focus("#map")
    for key in ("ArrowRight", "Shift+ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    shown_before, (far, size) = shown(page), page.evaluate(apart)
    page.click("text=Zoom in on the region")
    near, same = page.evaluate(apart)
    assert near > 1.2 * far and same == pytest.approx(size, rel=0.05)
    assert shown(page) == shown_before
    # The card is beside its mark there, too.
    mark = page.locator("#points path:not(.off)").first
    mark.hover()
    card, box = page.locator("#tip").bounding_box(), mark.bounding_box()
    assert abs(card["y"] - box["y"] - box["height"] / 2 - 10) < 3
    page.click("text=Show the whole map")
    assert page.evaluate(apart) == pytest.approx([far, size], rel=0.01)


def test_from_near_talks_have_titles_and_the_map_moves(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    view = "() => document.querySelector('#map').getAttribute('viewBox').split(' ').map(Number)"
    whole = page.evaluate(view)
    assert page.locator("#titles text").count() == 0
    page.focus("#map")
    for key in ("ArrowRight", *"++++"):
        page.keyboard.press(key)
    left, top, width, height = page.evaluate(view)
    assert width == pytest.approx(whole[2] / 1.25**4) and left >= 0 and left + width <= whole[2]
    titles = page.locator("#titles text").all_text_contents()
    known = zurich[0].talks["title"].tolist()
    assert titles and all(any(one.startswith(each.rstrip("…")) for one in known) for each in titles)
    boxes = [text.bounding_box() for text in page.locator("#titles text, .labels text").all()]
    apart = [
        a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        or a["y"] + a["height"] <= b["y"]
        or b["y"] + b["height"] <= a["y"]
        for place, a in enumerate(boxes)
        for b in boxes[:place]
    ]
    assert all(apart)
    # What is dragged moves, until the edge of the map; no region is selected.
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _ in range(8):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(box["x"] + 5, box["y"] + 5, steps=3)
        page.mouse.up()
    left, top = page.evaluate(view)[:2]
    assert (left + width, top + height) == pytest.approx((whole[2], whole[3]))
    assert page.inner_text("#status") == "16 talks"
    # Ctrl and the wheel zoom about the pointer.
    page.keyboard.down("Control")
    page.mouse.move(x, y)
    for _ in range(12):
        page.mouse.wheel(0, 100)
    page.keyboard.up("Control")
    assert page.evaluate(view) == pytest.approx(whole)
    assert page.locator("#titles text").count() == 0 and not page.is_visible("#zoom")


def test_marks_have_the_colours_of_themes(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    fill = "element => getComputedStyle(element).fill"
    before = page.locator("#points path").first.evaluate(fill)
    page.select_option("#paint", "theme")
    bar = page.locator(f"{SECURITY} .now").evaluate(fill)
    ours = [page.locator(f"#p{at}").evaluate(fill) for at in range(16)]
    has = zurich[0].labels["security"].to_numpy()
    # A talk has the colour of its most frequent theme.
    ebpf = zurich[0].labels["ebpf"].to_numpy()
    assert [at for at in range(16) if ours[at] == bar] == [
        at for at in range(16) if has[at] and not ebpf[at]
    ]
    page.select_option("#paint", "topic")
    assert page.locator("#points path").first.evaluate(fill) == before


def test_on_a_phone_the_search_comes_first(open_page, zurich_page):
    page = open_page(zurich_page, viewport={"width": 390, "height": 800})
    search, first = page.locator("#search").bounding_box(), page.locator("#map").bounding_box()
    assert search["y"] + search["height"] < first["y"]
    # A tapped theme says how many talks it leaves, and there is a way to them.
    page.click(f"{SECURITY} button")
    status = page.locator("#status").bounding_box()
    assert 0 <= status["y"] < 100 and page.inner_text("#status") == "4 of 16 talks"
    page.click("text=Show them")
    assert page.locator("#talks").bounding_box()["y"] < 800


def test_the_page_is_accessible_and_fits_at_every_width(open_page, zurich_page):
    from axe_playwright_python.sync_playwright import Axe

    # axe is a script that we bring: the policy, which forbids it, is lifted for it alone.
    page = open_page(zurich_page, RICE, bypass_csp=True)
    page.click(f"{SECURITY} button")
    for width, scheme in ((360, "light"), (360, "dark"), (768, "light"), (1440, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        faults = Axe().run(page).response["violations"]
        found = [(fault["impact"], fault["id"], fault["nodes"][0]["html"]) for fault in faults]
        assert found == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_figures_and_table_are_there(open_page, zurich_page, zurich):
    page = open_page(zurich_page, java_script_enabled=False)
    assert shown(page) == zurich[0].talks["title"].tolist()
    assert page.locator("#points path:visible").count() == 16
    n_themes = zurich[0].labels.any().sum()
    assert page.locator("table[data-facet=theme] .interval").count() == n_themes
    assert page.locator("table[data-facet=topic] .all:visible").count() == 2
    assert not page.is_visible("#search") and page.locator("button").count() == 0
    page.click("summary >> nth=0")
    assert page.is_visible(f"text={zurich[0].talks.loc[0, 'abstract'][:40]}")


def test_it_prints_what_is_shown(open_page, zurich_page, zurich):
    page = open_page(zurich_page)
    page.click(f"{SECURITY} button")
    page.emulate_media(media="print")
    assert not page.is_visible("#search")
    assert (
        page.is_visible("#status")
        and page.is_visible("#map")
        and shown(page) == with_theme(zurich[0], "security")
    )
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("most_text", [1_000, 700_000])
def test_hostile_texts_are_texts(open_page, hostile_results, tmp_path, monkeypatch, most_text):
    monkeypatch.setattr(explorer, "_MOST_TEXT", most_text)
    path = build_explorer(*hostile_results, tmp_path / "page.html")
    titles = hostile_results[0].talks["title"]
    evil = "<img src=x onerror=window.hacked=1>"
    page = open_page(path, f"#words={evil}&theme={evil}&talk={evil}&track={evil}")
    assert page.input_value("#search") == evil
    page.fill("#search", "")
    assert page.inner_text("#status") == f"{len(titles)} talks"
    # All clicks in one go: each click of the mouse waits for a frame.
    page.evaluate("""() => {
        const facets = document.querySelectorAll("table.facet tr:nth-child(-n + 2) button");
        for (const button of facets) { button.click(); button.click(); }
        document.querySelectorAll("#talks summary, #compare summary").forEach((s) => s.click());
    }""")
    assert page.locator("#talks details[open]").count() == len(titles)
    page.focus("#map")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    text = page.inner_text("#talks")
    for title in titles[:9]:
        assert " ".join(title.split()) in " ".join(text.split())
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, script[src], iframe, #talks svg").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.fill("#search", "<script>")
    assert len(shown(page)) == 2


def test_packed_texts_open_and_are_searched(open_page, zurich, zurich_page, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "_MOST_TEXT", 1_000)
    packed = open_page(build_explorer(*zurich, tmp_path / "page.html"), RICE)
    plain = open_page(zurich_page, RICE)
    assert packed.inner_text("tr:has(details[open])") == plain.inner_text("tr:has(details[open])")
    for page in (packed, plain):
        page.fill("#search", "carbon")
    assert shown(packed) == shown(plain) != []


def test_of_many_talks_those_out_of_view_are_found_and_printed_but_not_drawn(
    open_page, tmp_path, analyse
):
    talks = kcd.as_talks([{"title": f"eBPF and talk number {at}"} for at in range(150)])
    page = open_page(build_explorer(*analyse(talks), tmp_path / "page.html"), bypass_csp=True)
    is_drawn = """() => [...document.querySelectorAll("#talks summary")].map(
        (each) => each.checkVisibility({ contentVisibilityAuto: true }))"""
    drawn = page.evaluate(is_drawn)
    assert all(drawn[:100]) and not any(drawn[120:])
    # Ctrl+F finds the last talk, and the page goes there.
    assert page.evaluate("window.find('talk number 149')")
    page.wait_for_function(f"({is_drawn})().at(-1)")
    assert page.locator("#talks tbody tr").last.bounding_box()["y"] < 900
    assert len(shown(page)) == 150
    on_paper = page.pdf()
    page.add_style_tag(content="#talks tr { content-visibility: visible !important; }")
    assert len(page.pdf()) == pytest.approx(len(on_paper), rel=0.05)


def test_events_side_by_side(open_page, tmp_path, analyse):
    talks = kcd.as_talks(
        [
            {"title": f"{words} {at}", "event": event, "year": year}
            for event, year in (("KCD A", 2022), ("KCD A", 2023), ("KCD B", 2023))
            for at, words in enumerate(("eBPF security", "GitOps with Argo", "Cats"))
        ]
    )
    page = open_page(build_explorer(*analyse(talks), tmp_path / "page.html"))
    page.click("#compare summary")
    cells = page.locator("table.compare tr:has([data-theme=ebpf]) td").all_text_contents()
    assert [cell.strip() for cell in cells] == ["1: 33% (6% to 79%)"] * 3
    page.click("table.compare th[data-event='KCD A 2023'] button")
    assert shown(page) == ["eBPF security 0", "GitOps with Argo 1", "Cats 2"]
    again = open_page(tmp_path / "page.html", f"#{page.url.partition('#')[2]}")
    assert again.is_visible("table.compare") and len(shown(again)) == 3
