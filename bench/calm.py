"""Whether an update cries wolf: worlds of the demo in which nothing happens, and what their updates call at risk.

    python -m bench.calm [SEED …]

The updates of the last six months of every account of a world without events. A KPI whose fall (of stock, whose rise) is how an
event of the answer key shows, and which the update calls at risk, states an event that the key lacks. The goal is one in fifty
account-months at most.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rapport.core.pack import Trade
from rapport.demo import files
from rapport.demo.business import Business
from rapport.demo.events import RECENT
from rapport.demo.key import SIGNS
from rapport.demo.partners import PARTNERS
from rapport.demo.sheets import write
from rapport.demo.world import CUSTOMERS
from rapport.packs import load
from tests.homes import Home

SEEDS = (4, 5)
WAYS = {"down": "▼", "up": "▲"}
AT_RISK = re.compile(r"^\| (?P<kpi>[^|]+) \| ◆ at risk \|.*\| (?P<way>[▼▲])", re.MULTILINE)


def main() -> None:
    """Print each event that is stated though it did not happen, and their share of the account-months."""
    stated = [told for seed in map(int, sys.argv[1:] or SEEDS) for told in of_seed(seed)]
    print(f"{sum(stated)} of {len(stated)} account-months state an event that did not happen (the goal is 1 in 50)")


def of_seed(seed: int) -> Iterator[bool]:
    """Whether the update of each account-month of a seed's calm world states an event."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        pack = home.path / "packs" / "calm" / "pack.toml"
        pack.parent.mkdir(parents=True)
        pack.write_text('[pack.calm]\nversion = 1\nuse = ["microsoft_era"]\n', encoding="utf-8")
        _import(home, seed, Path(folder))
        trade = load(home.path / "packs")
        for account in (one.name for one in (*PARTNERS, *CUSTOMERS)):
            for month in RECENT:
                words = ("--account", account, "--period", f"{month:%Y-%m}", "--to", "md", "--out", folder)
                text = Path(home.answer("update", *words)["files"][0]).read_text("utf-8")
                found = list(events(text, trade))
                if found:
                    print(f"{seed} {account:20} {month:%Y-%m}  {', '.join(found)}", flush=True)
                yield bool(found)


def _import(home: Home, seed: int, folder: Path) -> None:
    """Write the files of the calm world and import them, those of a sender and a day together."""
    for (sender, published), group in groupby(
        files.sent(Business.of(seed, is_eventful=False)), key=lambda sent: (sent.sender, sent.published)
    ):
        paths = [write(sent, folder) for sent in group]
        words = (*paths, "--release", published.isoformat(), *(("--sender", sender) if sender else ()))
        ran = home.run("import", *words)
        assert ran.code == 0, ran.err


def events(text: str, trade: Trade) -> Iterator[str]:
    """The kinds of event whose plainest sign an update calls at risk."""
    risks = {(found["kpi"].strip(), found["way"]) for found in AT_RISK.finditer(text)}
    for kind, (sign, *_) in SIGNS.items():
        is_of_others = sign.direction == "silent" or sign.driver in {"restatement", "currency"}
        if not is_of_others and (trade.kpis[sign.kpi].label.en, WAYS[sign.direction]) in risks:
            yield f"{kind} ({sign.kpi})"


if __name__ == "__main__":
    main()
