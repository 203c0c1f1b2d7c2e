"""Whether an update tells what happened: planted events in the demo's worlds against its first sentences.

    python -m bench.events [SEED …]

For each event of a seed's answer key the update of its month is written for an account that it concerns. It is told where one of
the three messages, or one of the first five sentences of a section that speaks of a KPI which shows it, names that KPI or its
driver and, where the event has a place, that place. Seeds 1 to 3 were looked at while the world was built; 4 and 5 are counted
unless seeds are given.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rapport.core.pack import Trade
from rapport.demo.key import Answer, Sign, answers
from rapport.demo.partners import PARTNERS
from rapport.packs import load
from tests.homes import Home

SEEDS = (4, 5)
SENTENCES = 5
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“])")


def main() -> None:
    """Print each event and where it is told, and judge the share that is."""
    found = [told for seed in map(int, sys.argv[1:] or SEEDS) for told in of_seed(seed)]
    print(f"{sum(found)} of {len(found)} planted events are told ({sum(found) / len(found):.0%}; the goal is 90%)")


def of_seed(seed: int) -> Iterator[bool]:
    """Whether each event of a seed is told."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.make(Path(folder) / "home")
        assert home.run("demo", "--seed", str(seed), "--no-serve").code == 0
        trade = load(home.path / "packs")
        for answer in answers(seed):
            account = answer.event.account or next(
                one.name for one in PARTNERS if any(outlet.channel == answer.event.channel for outlet in one.outlets)
            )
            month = f"{answer.told_in:%Y-%m}"
            written = home.answer("update", "--account", account, "--period", month, "--to", "md", "--out", folder)
            text = Path(written["files"][0]).read_text("utf-8")
            where = next((sentence for sentence in sentences(text, answer, trade) if tells(sentence, answer, trade)), None)
            print(f"{seed} {answer.event.kind:18} {account:20} {month}  {where or 'NOT TOLD'}", flush=True)
            yield where is not None


def sentences(text: str, answer: Answer, trade: Trade) -> Iterator[str]:
    """The messages, and the first sentences, by paragraph, of the sections that speak of a KPI which shows the event."""
    opening, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    yield from (line[2:] for line in opening.splitlines() if line.startswith("- "))
    kpis = {sign.kpi for sign in answer.signs}
    titles = {
        section.label.en
        for document in trade.documents.values()
        for section in document.sections
        if kpis & {*section.kpis, *section.explained}
    }
    for section in sections:
        title, _, body = section.partition("\n")
        if title.partition(" ")[2] in titles:
            left = SENTENCES
            for line in (line for line in body.splitlines() if line and line[0] not in "|*>#-●◆"):
                first = SENTENCE.split(line)[:left]
                yield " ".join(first)
                left -= len(first)


def tells(sentence: str, answer: Answer, trade: Trade) -> bool:
    """Whether a paragraph names a KPI or driver that shows an event, and its place; without one, its driver."""
    event = answer.event
    if places := [place for place in (event.channel, event.country, event.product) if place]:
        return any(place in sentence for place in places) and any(names(sentence, sign, trade) for sign in answer.signs)
    return any(names(sentence, replace(sign, kpi="") if sign.driver else sign, trade) for sign in answer.signs)


def names(sentence: str, sign: Sign, trade: Trade) -> bool:
    """Whether a sentence names a KPI or the driver of revenue that tells it."""
    words = [
        *([trade.kpis[sign.kpi].label.en] if sign.kpi else []),
        *([trade.drivers[sign.driver].en] if sign.driver in trade.drivers else []),
    ]
    return any(word.casefold() in sentence.casefold() for word in words)


if __name__ == "__main__":
    main()
