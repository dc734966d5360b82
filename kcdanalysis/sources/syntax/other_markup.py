"""Texts in org-mode, AsciiDoc and reStructuredText, written as Markdown."""

import re
from pathlib import PurePath

#: The line below a heading of reStructuredText, or above it, too.
_UNDERLINE = re.compile(r"([=~^\"'`*+#.:_-])\1{2,}\s*+")
#: A link of reStructuredText.
_REST_LINK = re.compile(r"`([^`<>]+)<(https?://[^`<>\s]+)>`__?")
#: "[^1]", and its text.
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]{1,50}\]:.*|\[\^[^\]\s]{1,50}\]", re.MULTILINE)
#: ":rocket:", and those that stand before names.
_EMOJI = re.compile(r"(?<![\w:]):([a-z]\w{1,30}):(?![\w:])[ \t]*")
_SPEAKING = frozenset({"microphone", "bust", "speaking"})
#: "Room" in ":Room: Quay"
_REST_FIELD = re.compile(r"^[ \t]*:(\w[\w ]{0,30}):[ \t]+(?=\S)", re.MULTILINE)
#: The suffixes of other markup, with patterns in it and what they are in Markdown. What is left
#: out keeps its line.
_OTHER_MARKUP = {
    suffix: [(re.compile(pattern, re.MULTILINE | re.IGNORECASE), form) for pattern, form in pairs]
    for suffixes, pairs in (
        (
            (".org",),
            (
                (r"^#\+title:[ \t]*", "# "),
                (r"^[ \t]*:(speakers?|presenter|room|location|track|duration):[ \t]+", r"\1: "),
                (r"^[ \t]*#\+.*|^[ \t]*:[\w-]+:.*", ""),
                (
                    r"^(\*+)[ \t]+(?:(?:TODO|DONE)[ \t]+)?",
                    lambda match: "#" * (len(match[1]) + 1) + " ",
                ),
                (r"<(\d{4}-\d\d-\d\d)[^<>\n]*>", r"\1"),
                (r"^[ \t]*\|[-+]+\|[ \t]*$", lambda match: match[0].replace("+", "|")),
                (r"^(#(?:.*\S)?)[ \t]+:[\w@:]+:[ \t]*$", r"\1"),
                (r"\[\[([^\][]+)\]\[([^\][]+)\]\]", r"[\2](\1)"),
                (r"(?<!\S)\*(\S(?:[^*\n]*\S)?)\*(?!\w)", r"**\1**"),
                (r"(?<!\S)/([^\s/](?:[^/\n]*[^\s/])?)/(?!\w)", r"*\1*"),
            ),
        ),
        (
            (".adoc", ".asciidoc", ".asc"),
            (
                (
                    r"^:[\w-]+!?:.*|^//.*|^\[[^\]\n]*\]$|^(?:image|include|toc)::.*|^(?:-{2,}|={4,}|\*{4,})$",
                    "",
                ),
                (r"^={1,6}(?=[ \t])", lambda match: "#" * len(match[0])),
                (r"^[ \t]*(\*+|\.+)(?=[ \t])", lambda match: "    " * (len(match[1]) - 1) + "-"),
                (
                    r"(?:link:)?(https?://[^\s\[\]]{1,500})\[([^\][\n]{1,500}?)(?:\^|,[^\][\n]*)?\]",
                    r"[\2](\1)",
                ),
                (r"(?<!\S)\*(\S(?:[^*\n]*\S)?)\*(?!\w)", r"**\1**"),
            ),
        ),
    )
    for suffix in suffixes
}


def as_markdown(text: str, name: str) -> str:
    """Write the headings, bullets and links of other markup as those of Markdown."""
    suffix = PurePath(name).suffix.casefold()
    if suffix in (".md", ".markdown"):
        text = _FOOTNOTE.sub("", text)
        text = _EMOJI.sub(lambda emoji: "🎤" if _SPEAKING & {*emoji[1].split("_")} else "", text)
    if suffix == ".rst":
        text = _REST_LINK.sub(lambda link: f"[{link[1].strip()}]({link[2]})", text)
        return _without_rest(_REST_FIELD.sub(r"\1: ", text))
    for pattern, form in _OTHER_MARKUP.get(suffix, ()):
        text = pattern.sub(form, text)
    return text


def _without_rest(text: str) -> str:
    """Write the headings and paragraphs of reStructuredText as those of Markdown."""
    lines, styles = text.split("\n"), []
    rules = [bool(_UNDERLINE.fullmatch(line)) for line in lines]
    for at, line in enumerate(lines):
        above = lines[at - 1].strip() if at else ""
        if rules[at]:
            if above and len(above) <= len(line.rstrip()):
                # A line above the heading, too, makes another level.
                style = line[0], at > 1 and rules[at - 2]
                styles += [style] if style not in styles else []
                lines[at - 1] = f"{'#' * (styles.index(style) + 1)} {above}"
            lines[at] = ""
        elif not line.lstrip().startswith(("-", "*", "+")):
            lines[at] = "" if line.startswith(".. ") else line.lstrip()
    return "\n".join(lines)
