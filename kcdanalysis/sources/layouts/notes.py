"""Speakers, abstract and takeaways of one talk, from the text below its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kcdanalysis.sources.syntax.markup import Block, Line, block_text, flat, plain
from kcdanalysis.sources.values.labels import split_label
from kcdanalysis.sources.values.people import Person, are_names, read_byline, read_people

_BULLET = re.compile(r"^[•‣◦▪→➔]\s*")


@dataclass
class Notes:
    """The content about one talk, collected from top to bottom."""

    speakers: list[Person] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    takeaways: list[str] = field(default_factory=list)

    def read_section(self, heading: Line, blocks: Sequence[Block]) -> None:
        """Read the blocks below a label, or below another heading."""
        role, rest = split_label(heading)
        if role:
            self.read(role, [Block(0, [rest]), *blocks])
            return
        part = Notes(speakers=self.speakers)
        part.read("", blocks)
        # The heading goes where its content goes.
        texts = part.takeaways if part.takeaways and not part.abstract else part.abstract
        texts.insert(0, plain(heading))
        self.abstract += part.abstract
        self.takeaways += part.takeaways

    def read(self, role: str, blocks: Iterable[Block]) -> None:
        """Read the blocks below a label; a label among them changes the role of the rest."""
        for block in blocks:
            if block.depth:
                role = self._read_bullet(role, block)
            else:
                role = self._read_paragraph(role, block.lines)

    def _read_bullet(self, role: str, block: Block) -> str:
        label, rest = split_label(flat([block]))
        if "speakers" in (role, label) and self._read_names(rest):
            return role
        self.takeaways.append("  " * (block.depth - 1) + _BULLET.sub("", block_text(block)))
        return "" if role == "speakers" else role

    def _read_paragraph(self, role: str, lines: Iterable[Line]) -> str:
        text_lines: list[Line] = []
        for line in lines:
            label, rest = split_label(line)
            if label:
                self._add(role, text_lines)
                role, text_lines = label, []
            people = read_byline(line)
            self.speakers += people
            if people or not plain(rest) or (role == "speakers" and self._read_names(rest)):
                continue
            role = "" if role == "speakers" else role
            text_lines.append(rest)
        self._add(role, text_lines)
        return role

    def _read_names(self, line: Line) -> bool:
        # The names may be followed by more names, or by a text about them.
        people = read_people(line) if not self.speakers or are_names(line) else []
        self.speakers += people
        return bool(people)

    def _add(self, role: str, lines: Iterable[Line]) -> None:
        """Add the lines of a paragraph: joined in the abstract, as points in the takeaways."""
        texts: list[str] = []
        for line in lines:
            text = plain(line)
            if _BULLET.match(text):
                self.takeaways.append(_BULLET.sub("", text))
            elif texts and (role != "takeaways" or _continues(texts[-1], line)):
                texts[-1] += f" {text}"
            else:
                texts.append(text)
        (self.takeaways if role == "takeaways" else self.abstract).extend(texts)


def _continues(text: str, line: Line) -> bool:
    """Whether a line continues the sentence before it, and was only wrapped."""
    return not text.endswith((".", "!", "?", ":", "…")) and not all(run.strong for run in line)
