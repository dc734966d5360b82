from kcdanalysis.checks import check_talks
from kcdanalysis.sources import read_talks
from kcdanalysis.talks import as_talks

GOOD = {"title": "A", "speakers": "Ada Example", "abstract": "b"}


def messages(*rows):
    findings = check_talks(as_talks(rows))
    return findings[["code", "message"]].values.tolist()


def test_a_good_programme_has_no_findings():
    assert (
        messages(GOOD, {**GOOD, "title": "B", "speaker_urls": "https://x.example/in/ada-ex"}) == []
    )


def test_what_is_missing_is_named_with_what_to_do():
    bare = {"title": "B", "speakers": "Ada Example", "takeaways": "c"}
    assert messages({"title": "A"}, bare) == [
        ["missing-abstract", "'A' has no abstract and no takeaways; add one"],
        ["missing-speakers", "'A' names no speaker; add who spoke"],
        ["missing-abstract", "'B' has no abstract, though takeaways; add one"],
    ]


def test_titles_that_stand_twice_are_errors():
    findings = check_talks(as_talks([GOOD, {**GOOD, "title": "a!", "line": 9, "source": "x.md"}]))
    assert findings[["code", "severity", "source", "line"]].values.tolist() == [
        ["duplicate-title", "error", "x.md", 9]
    ]
    assert findings["message"].item() == (
        "'a!' stands twice (also event/a); take one out or rename it"
    )


def test_links_of_somebody_else_are_named():
    url = "https://www.example.com/in/jane-roe-73104547/"
    assert messages({**GOOD, "speaker_urls": url}) == [
        ["foreign-link", f"the link of Ada Example names jane roe ({url}); check whose it is"]
    ]
    # Handles that spell no name, or a part of the right one, are nobody else's.
    for handle in ("retocode", "ada-exmpl-12", "x12", "aexample"):
        assert messages({**GOOD, "speaker_urls": f"https://example.com/{handle}"}) == []


def test_zurich_has_the_one_known_link(root):
    findings = check_talks(read_talks(root / "data" / "kcd-zurich-2023.md"))
    assert findings["code"].tolist() == ["foreign-link"]
    assert "Liz Rice" in findings["message"].item()
