"""A channel that was stuffed: distributor D2 takes in twice what it sells on, and holds stock for ten weeks.

| October 2026 | sell-in | sell-through | to sell-in | stock | a week's sell-through | weeks |
|---|---|---|---|---|---|---|
| D1 | 2,000 | 2,000 | 100.0% | 2,000 | 500 | 4.0 |
| D2 | 4,000 | 2,000 | 50.0% | 5,200 | 500 | 10.4 |
| both | 6,000 | 4,000 | 66.7% | 7,200 | 1,000 | 7.2 |

A year before both took in what they sold, 2,000 each; D1 held 2,400 (4.8 weeks), D2 4,000 (8.0 weeks), both 6.4 weeks.
"""

from pathlib import Path

from tests.reports.october import ACCOUNT, bring

MEASURES = {"sell_in": "sell_in_units", "sell_through": "sell_through_units", "inventory": "inventory_units"}
FACTS = {
    "2026-10": {"D1": (2000, 2000, 2000), "D2": (4000, 2000, 5200)},
    "2025-10": {"D1": (2000, 2000, 2400), "D2": (2000, 2000, 4000)},
}


def stuff() -> None:
    """Load them, a file for each dataset."""
    for place, (dataset, measure) in enumerate(MEASURES.items()):
        where = {"account": ACCOUNT, "country": "CN", "product": "Home", "measure": measure}
        told = [(month, channel, own[place]) for month, channels in FACTS.items() for channel, own in channels.items()]
        bring([where | {"month": month, "channel": channel, "value": value} for month, channel, value in told], dataset)


def text(home: Path, ending: str) -> str:
    """The text that was written there, such as en.md."""
    (file,) = (home / "out").glob(f"*_{ending}")
    return file.read_text("utf-8")
