"""What a text in Markdown says about one talk: speakers, abstract and takeaways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kcdanalysis.sources.syntax.markup import Block, Line, flat, plain
from kcdanalysis.sources.values.labels import split_label
from kcdanalysis.sources.values.people import Person, are_names, read_byline, read_people

_BULLET = re.compile(r"^[•‣◦▪→➔]\s*")


@dataclass
class Notes:
    """What an article says about one talk, collected from top to bottom."""

    speakers: list[Person] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    takeaways: list[str] = field(default_factory=list)

    def read_section(self, heading: Line, blocks: Sequence[Block]) -> None:
        """Read what stands below a label, or below a heading of its own."""
        role, rest = split_label(heading)
        if role:
            self.read(role, [Block(0, [rest]), *blocks])
            return
        own = Notes(speakers=self.speakers)
        own.read("", blocks)
        # The heading goes where what it heads goes.
        goes = own.takeaways if own.takeaways and not own.abstract else own.abstract
        goes.insert(0, plain(heading))
        self.abstract += own.abstract
        self.takeaways += own.takeaways

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
        text = " ".join(filter(None, map(plain, block.lines)))
        self.takeaways.append("  " * (block.depth - 1) + _BULLET.sub("", text))
        return "" if role == "speakers" else role

    def _read_paragraph(self, role: str, lines: Iterable[Line]) -> str:
        said: list[Line] = []
        for line in lines:
            label, rest = split_label(line)
            if label:
                self._say(role, said)
                role, said = label, []
            people = read_byline(line)
            self.speakers += people
            if people or not plain(rest) or (role == "speakers" and self._read_names(rest)):
                continue
            role = "" if role == "speakers" else role
            said.append(rest)
        self._say(role, said)
        return role

    def _read_names(self, line: Line) -> bool:
        # Below the names there may be more names, or a text about them.
        people = read_people(line) if not self.speakers or are_names(line) else []
        self.speakers += people
        return bool(people)

    def _say(self, role: str, lines: Iterable[Line]) -> None:
        """Add the lines of a paragraph: joined in the abstract, as points in the takeaways."""
        said: list[str] = []
        for line in lines:
            text = plain(line)
            if _BULLET.match(text):
                self.takeaways.append(_BULLET.sub("", text))
            elif said and (role != "takeaways" or _goes_on(said[-1], line)):
                said[-1] += f" {text}"
            else:
                said.append(text)
        (self.takeaways if role == "takeaways" else self.abstract).extend(said)


def _goes_on(text: str, line: Line) -> bool:
    """Say whether a line goes on with the sentence before it, and was merely wrapped."""
    return not text.endswith((".", "!", "?", ":", "…")) and not all(run.strong for run in line)
