"""Re-extracts and recomputes all that generated months say, in both languages; and how many planted errors it finds.

    python -m bench.checker [--months N] [--errors N] [--keep DIR]

The months are of demo worlds (worlds.py) that are made where `--keep` does not hold them already; a text that stands there is
read, not written again. Leaves with 1 where a number is wrong or unread, or less than 99.5% of the errors are found.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rich.progress import Progress, track

from bench.checker import measured, worlds
from bench.checker.reading import Checker, Result, Wrong
from bench.checker.worlds import WORLDS
from rapport.packs import load

GOAL = 0.995
LEAST = 20
"""So many months are worth another world."""
AT_ONCE = 2


def main() -> None:
    """Write, read, judge; then plant errors."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder:
        places, checker = written(asked.keep or Path(folder), asked.months)
        result = checked(places, checker)
        found = list(track(measured.tries(places, checker, asked.errors), "errors", asked.errors)) if asked.errors else []
    share = _print_found(found) if found else 1.0
    sys.exit(bool(result.wrong or result.across or result.unread or share < GOAL))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.checker", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--months", type=int, default=1000, help="how many account-months, each in two languages")
    parser.add_argument("--errors", type=int, default=2000, help="how many errors to plant")
    parser.add_argument("--keep", type=Path, help="a folder for worlds and texts, used again by the next run")
    return parser.parse_args()


def written(folder: Path, months: int) -> tuple[list[Path], Checker]:
    """The folders of so many account-months, and who reads their words."""
    chosen = WORLDS[: max(1, min(len(WORLDS), months // LEAST))]
    shares = [months // len(chosen) + (place < months % len(chosen)) for place in range(len(chosen))]
    started = time.monotonic()
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn"), max_tasks_per_child=1) as pool, Progress() as progress:
        futures = [pool.submit(worlds.written, world, folder, share) for world, share in zip(chosen, shares, strict=True)]
        bar = progress.add_task("months", total=months)
        while not all(future.done() for future in futures):
            progress.update(bar, completed=sum(1 for _ in folder.glob("*/*/dossier.json")))
            time.sleep(1)
    places = [place for future in futures for place in future.result()]
    print(f"{len(places)} account-months of {len(chosen)} worlds in {time.monotonic() - started:,.0f} s")
    return places, Checker(load(folder / chosen[0].name / "home" / "packs"))


def checked(places: Sequence[Path], checker: Checker) -> Result:
    """What was found in all of them together; printed."""
    whole, started = Result(), time.monotonic()
    examples: dict[tuple[str, str], list[tuple[Path, Wrong]]] = defaultdict(list)
    for place in track(places, "texts"):
        one = checker.check(worlds.texts(place), worlds.dossier(place))
        whole.numbers += one.numbers
        whole.unread += one.unread
        whole.claims += one.claims
        whole.wrong += one.wrong
        whole.across += one.across
        for wrong in (*one.wrong, *one.across):
            examples[wrong.lang, wrong.kind].append((place, wrong))
    seconds = time.monotonic() - started
    print(f"{len(places) * len(worlds.LANGS)} texts, {whole.numbers:,} numbers, {1 - whole.unread / whole.numbers:.3%} read")
    print(
        f"{whole.claims:,} claims in {seconds:,.0f} s: {len(whole.wrong)} wrong, {len(whole.across)} not alike in both languages"
    )
    for (lang, kind), found in sorted(examples.items(), key=lambda one: -len(one[1])):
        print(f"  {len(found)} {kind} ({lang})")
        for place, wrong in found[:: max(1, len(found) // 3)][:3]:
            print(f"    {place.parent.name}/{place.name} section {wrong.section}, {wrong.where}: {wrong.text}\n      {wrong.why}")
    return whole


def _print_found(found: Iterable[measured.Try]) -> float:
    """Print the share of planted errors that were found, by kind, and those that were not; the share of all."""
    found = list(found)
    for kind, (made, seen, alone) in measured.shares(found).items():
        print(f"  {kind}: {seen} of {made} ({seen / made:.1%}); {alone} by one language alone")
    for each in found:
        if not each.is_found:
            print(f"  MISSED {each.error.kind} in {each.place} ({each.lang}):\n    {each.error.before}\n    {each.error.after}")
    seen = sum(each.is_found for each in found)
    alone = sum(each.is_found_alone for each in found)
    print(
        f"{seen} of {len(found)} planted errors found ({seen / len(found):.2%}), {alone / len(found):.2%} by one language alone"
    )
    return seen / len(found)


if __name__ == "__main__":
    main()
