"""The tour of the README: its commands, what it says they print, and the sentence that it quotes in Chinese."""

import re
from pathlib import Path
from typing import NamedTuple

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
MORE = "  …"
"""The last line of what is not printed to its end."""


class Step(NamedTuple):
    """A command without the name of the program, and the lines that it prints, or begins with."""

    command: str
    said: list[str]

    def prints(self, text: str) -> list[str]:
        """The lines of a text, as far as the step tells them."""
        return [*lines(text)[: len(self.said) - 1], MORE] if self.said[-1] == MORE else lines(text)


def tour() -> list[Step]:
    """All steps, in order."""
    parts = (part for block in BLOCK.findall(README) for part in re.split(r"^\$ \./rapport ", block, flags=re.MULTILINE) if part)
    return [Step(command, lines(said)) for command, said in (part.split("\n", 1) for part in parts)]


def lines(text: str) -> list[str]:
    """The lines that are not empty; a ledger number counts what a home went through, so it may be any."""
    return [re.sub(r"ledger \d+", "ledger …", line.rstrip()) for line in text.splitlines() if line.strip()]


def quoted() -> str:
    """The sentence in Chinese."""
    (sentence,) = re.findall(r"^> (.*)$", README, flags=re.MULTILINE)
    return str(sentence)
