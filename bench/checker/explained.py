"""Judges what a text says of why a KPI moved: drivers, places, and how their amounts add up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bench.checker.claims import Claim
from bench.checker.comparing import Wrong, wrong_figure
from bench.checker.figures import Printed
from bench.checker.truth import Truth, number

MOST = 12


def judges(truth: Truth) -> Mapping[str, Callable[[Claim], Wrong]]:
    """The judges of the parts of explanations."""
    own = Explained(truth)
    parts = {
        "actual": own.end, "bridge base": own.end, "bridge actual": own.end, "size": own.size, "way": own.way, "still": own.still,
        "growth": own.growth, "constant": own.constant, "why": own.why, "ahead": own.side, "behind": own.side,
        "told effect": own.told_effect, "told cell": own.told_cell, "best": own.best, "opposite": own.opposite,
        "cell tag": own.cell_tag, "cell effect": own.cell_effect, "fact way": own.fact_way, "fact move": own.fact,
        "fact share": own.fact, "fact level": own.fact, "fact before": own.fact, "effect": own.effect,
        "effect points": own.points, "whole": own.effect, "whole points": own.points, "cell": own.effect,
        "cell points": own.points, "residual": own.residual, "effects": own.effects,
        "cells": own.cells, "bars": own.bars,
    }  # fmt: skip
    return {part: own.of_some(judge) for part, judge in parts.items()} | {"note residual": own.note_residual}


@dataclass(frozen=True)
class Explained:
    """Judges by the explanation that a claim is about."""

    truth: Truth

    def of_some(self, judge: Callable[[Claim], Wrong]) -> Callable[[Claim], Wrong]:
        """A judge that is asked only where there is such an explanation."""
        return lambda claim: judge(claim) if self._found(claim) else "there is no such explanation"

    def _found(self, claim: Claim) -> Mapping[str, Any]:
        return self.truth.explained(claim.about.kpi, claim.about.vs, claim.section) or {}

    def _is(self, claim: Claim, exact: Decimal | None, unit: str, *, together: bool = False) -> Wrong:
        return wrong_figure(claim, exact, unit, self._found(claim).get("currency"), together=together)

    def _unit(self, claim: Claim) -> str:
        return str(self._found(claim).get("unit"))

    def _moves_by(self, claim: Claim) -> str:
        """The unit of a part of the change."""
        unit = self._unit(claim)
        return "points" if unit == "percent" else unit

    def _ends(self, claim: Claim) -> tuple[Decimal, Decimal]:
        base, actual = (number(end) for end in self._found(claim)["computed"])
        return base or Decimal(0), actual or Decimal(0)

    def end(self, claim: Claim) -> Wrong:
        """The base or the actual."""
        base, actual = self._ends(claim)
        return self._is(claim, base if claim.about.part == "bridge base" else actual, self._unit(claim))

    def _change(self, claim: Claim) -> Decimal:
        base, actual = self._ends(claim)
        return actual - base

    def size(self, claim: Claim) -> Wrong:
        """By how much it moved; the word beside it says which way."""
        return self._is(claim, abs(self._change(claim)), self._moves_by(claim))

    def way(self, claim: Claim) -> Wrong:
        """Up or down."""
        change = self._change(claim)
        return None if change * int(str(claim.said)) > 0 else f"says it went the other way; it moved by {change:f}"

    def still(self, claim: Claim) -> Wrong:
        """That it did not move by as much as the figure beside it tells."""
        change, told = self._change(claim), claim.said
        is_told = isinstance(told, Printed) and abs(change) * 2 < told.step
        return None if is_told else f"says unchanged; it moved by {change:f}"

    def growth(self, claim: Claim) -> Wrong:
        """The change over the base."""
        base, _ = self._ends(claim)
        return self._is(claim, self._change(claim) / base if base > 0 else None, "percent")

    def constant(self, claim: Claim) -> Wrong:
        """The same without what the currency did."""
        base, _ = self._ends(claim)
        moved = self._change(claim) - (self._effect(claim, "currency") or Decimal(0))
        return self._is(claim, moved / base if base > 0 else None, "percent")

    def why(self, claim: Claim) -> Wrong:
        """That it cannot be told why."""
        return None if self._found(claim).get("why") else "says that it cannot be told why; it can"

    def _effect(self, claim: Claim, driver: str) -> Decimal | None:
        effects = {each["driver"]: number(each["amount"]) for each in self._found(claim).get("effects", ())}
        return effects.get(driver)

    def told_effect(self, claim: Claim) -> Wrong:
        """A driver's amount in a sentence; a name such as “higher shipments” says its sign."""
        if claim.about.driver in ("smaller", "residual"):
            return None  # the bars together are judged
        exact = self._effect(claim, claim.about.driver)
        if exact is not None and claim.context and exact * int(str(claim.context)) < 0:
            return f"the words say the other way: it is {exact:f}"
        if isinstance(claim.said, Printed) and claim.said.step < self.step(claim):
            claim = replace(claim, said=replace(claim.said, step=self.step(claim)))
        return self._is(claim, exact, self._moves_by(claim), together=True)

    def step(self, claim: Claim) -> Decimal:
        """The smallest step of the bars of a bridge: that with which the larger end has three to five digits.

        Chinese tells it in 万, so that the last digit of a bar may be a nought that was never measured.
        """
        unit, largest = self._unit(claim), max(map(abs, self._ends(claim)))
        if unit == "money":
            found = ((10**8, 10**5), (10**6, 10**4), (10**4, 10**2))
            return next((Decimal(step) for least, step in found if largest >= least), Decimal(0))
        return Decimal(0)

    def side(self, claim: Claim) -> Wrong:
        """Whether a driver stands among those that moved it as it moved, or among those against."""
        exact, change = self._effect(claim, claim.about.driver) or Decimal(0), self._change(claim)
        is_ahead = (exact > 0) == (change >= 0)
        alone = all((number(each["amount"]) or 0) * exact >= 0 for each in self._found(claim)["effects"])
        return None if is_ahead == (claim.said == "ahead") or alone else f"{claim.about.driver} did not move it so: {exact:f}"

    def _cell(self, claim: Claim) -> Mapping[str, Any]:
        cells = self._found(claim).get("cells", ())
        return next((cell for cell in cells if cell["name"] == claim.about.place), {})

    def told_cell(self, claim: Claim) -> Wrong:
        """What a place did; beside “gained” or “lost”, its size."""
        total = number(self._cell(claim).get("total"))
        exact = abs(total) if total is not None and claim.context == "size" else total
        return self._is(claim, exact, self._moves_by(claim))

    def best(self, claim: Claim) -> Wrong:
        """That a place did most of the change, and whether that was a gain."""
        change, cells = self._change(claim), self._found(claim)["cells"]
        along = [abs(number(cell["total"]) or 0) for cell in cells if (number(cell["total"]) or 0) * change > 0]
        total = number(self._cell(claim).get("total")) or Decimal(0)
        if change * int(str(claim.said)) <= 0:
            return "says that it went the other way"
        return (
            None
            if total * change > 0 and abs(total) == max(along, default=None)
            else f"{claim.about.place} did not do most of it"
        )

    def opposite(self, claim: Claim) -> Wrong:
        """That a place did most against the change, and which way."""
        change, cells = self._change(claim), self._found(claim)["cells"]
        against = [abs(number(cell["total"]) or 0) for cell in cells if (number(cell["total"]) or 0) * change < 0]
        total = number(self._cell(claim).get("total")) or Decimal(0)
        if total * int(str(claim.said)) <= 0:
            return f"says that {claim.about.place} went the other way: {total:f}"
        return (
            None
            if abs(total) == max(against, default=None) and total * change < 0
            else f"{claim.about.place} did not do most against it"
        )

    def cell_tag(self, claim: Claim) -> Wrong:
        """What is said of who reported a place."""
        cell = self._cell(claim)
        tags = {each["tag"] for each in cell.get("effects", ()) if number(each["amount"])}
        tag = (tags.pop() if len(tags) == 1 else None) or ""
        goes_on = any(None not in ends for ends in cell.get("facts", {}).values())
        true = "" if goes_on and tag in ("new", "lost", "no plan", "no forecast") else tag
        return None if claim.said == true else f"says “{claim.said}” of {claim.about.place}; it is “{true}”"

    def cell_effect(self, claim: Claim) -> Wrong:
        """What a driver did in a place; a mix that is centred there, which shift helped."""
        told = {each["driver"]: each for each in self._cell(claim).get("effects", ())}.get(claim.about.driver, {})
        exact = number(told.get("amount") if told.get("centred") is None else told["centred"])
        if exact is not None and claim.context and exact * int(str(claim.context)) < 0:
            return f"the words say the other way: it is {exact:f}"
        return self._is(claim, exact, self._moves_by(claim))

    def _fact(self, claim: Claim) -> tuple[Decimal, Decimal]:
        facts = self._cell(claim).get("facts", {})
        driver = claim.about.driver if claim.about.driver in facts else "rate"
        before, after = (number(end) for end in facts.get(driver, (0, 0)))
        return before or Decimal(0), after or Decimal(0)

    def fact_way(self, claim: Claim) -> Wrong:
        """That a fact of a place rose or fell."""
        before, after = self._fact(claim)
        return None if (after - before) * int(str(claim.said)) > 0 else f"went the other way: {before:f} to {after:f}"

    def fact(self, claim: Claim) -> Wrong:
        """How far a fact of a place moved, and to what."""
        before, after = self._fact(claim)
        part = claim.about.part
        unit = self._unit(claim)
        is_share = claim.about.driver in ("partner_share", "platform_share", "suite_attach", "server_attach") or unit == "percent"
        if part == "fact share":
            return self._is(claim, abs((after - before) / before) if before else None, "percent")
        exact = {"fact move": abs(after - before), "fact level": after, "fact before": before}[part]
        own = ("points" if part == "fact move" else "percent") if is_share else unit
        if part == "fact before" or (part == "fact level" and before < 0):
            own = "units" if claim.about.driver in ("shipments", "volume") else unit
        return self._is(claim, exact, own)

    def _of_row(self, claim: Claim) -> Decimal | None:
        about = claim.about
        if about.part.startswith("whole"):
            return number(self._found(claim).get("delta"))
        return number(self._cell(claim).get("total")) if about.part.startswith("cell") else self._effect(claim, about.driver)

    def effect(self, claim: Claim) -> Wrong:
        """An amount of a table, to its last digit."""
        return self._is(claim, self._of_row(claim), self._moves_by(claim))

    def points(self, claim: Claim) -> Wrong:
        """The same over the base."""
        exact, base = self._of_row(claim), number(self._found(claim).get("base"))
        share = None if exact is None or base is None or base <= 0 else exact / base
        return self._is(claim, share, "points", together=True)

    def residual(self, claim: Claim) -> Wrong:
        """What the effects leave unexplained."""
        return self._is(claim, number(self._found(claim).get("residual")), self._moves_by(claim))

    def note_residual(self, claim: Claim) -> Wrong:
        """That the effects of some explanation of the section add up."""
        own = self.truth.section(claim.section)
        found = [each for each in self.truth.dossier["explained"] if own is None or each["section"] == own.key]
        assert isinstance(claim.said, Printed)
        is_true = any(not number(each["residual"]) and self._suits(claim.said, each) for each in found)
        return None if is_true and not claim.said.value else f"says {claim.said.text}"

    def _suits(self, said: Printed, found: Mapping[str, Any]) -> bool:
        unit = "points" if found["unit"] == "percent" else {"units": "plain"}.get(found["unit"], found["unit"])
        return (said.unit, said.currency) == (unit, found["currency"] if unit == "money" else None)

    def effects(self, claim: Claim) -> Wrong:
        """That a table has each driver that moved anything, once, in order."""
        found = self._found(claim)
        moved = {each["driver"] for cell in found.get("cells", ()) for each in cell["effects"] if number(each["amount"])}
        true = tuple(each["driver"] for each in found.get("effects", ()) if number(each["amount"]) or each["driver"] in moved)
        is_whole = claim.said == true and claim.context == ("residual", "change")
        return None if is_whole else f"has rows {claim.said} and {claim.context}; they are {true}"

    def cells(self, claim: Claim) -> Wrong:
        """That a table has each place, or the first twelve of more, once, by size; all of them with a total."""
        found = [(cell["name"], abs(number(cell["total"]) or 0)) for cell in self._found(claim).get("cells", ())]
        ends = ("change",) if len(found) <= MOST else ()
        return whole_list(claim, found) if claim.context == ends else f"ends with {claim.context}, not {ends}"

    def bars(self, claim: Claim) -> Wrong:
        """That the bars of a bridge are all drivers that moved, and add up from base to actual as printed."""
        assert isinstance(claim.said, tuple)
        (_, _), bars = claim.said
        found = self._found(claim)
        effects = {each["driver"]: number(each["amount"]) or Decimal(0) for each in found.get("effects", ())}
        known = [driver for driver, _ in bars]
        smaller = sum((amount for driver, amount in effects.items() if driver not in known), Decimal(0))
        lacking = [driver for driver, amount in effects.items() if amount and driver not in known]
        strange = set(known) - set(effects) - {"smaller", "residual"}
        if strange or len(known) != len(set(known)) or (lacking and "smaller" not in known and smaller):
            return f"has bars {known}; drivers are {effects}"
        steps = {said.step for _, said in bars}
        if len(steps) != 1:
            return f"has bars of several steps {steps}"
        step = max(steps.pop(), self.step(claim))
        total, change = sum(said.value for _, said in bars), self._change(claim)
        for driver, said in bars:
            exact = smaller if driver == "smaller" else number(found["residual"]) if driver == "residual" else effects[driver]
            if abs(said.value - (exact or 0)) >= step:
                return f"{driver}: says {said.text}; it is {exact}"
        return None if abs(total - change) <= step / 2 + Decimal("1e-9") else f"bars come to {total:f}; the change is {change:f}"


def whole_list(claim: Claim, found: list[tuple[str, Decimal]]) -> Wrong:
    """Why the names of rows are not the first twelve by size, all of them where there is a total."""
    said = list(map(str, claim.said if isinstance(claim.said, tuple) else ()))
    sizes = dict(found)
    if len(said) != min(len(found), MOST) or len(set(said)) != len(said) or not set(said) <= set(sizes):
        return f"has rows {said}; they are {list(sizes)[:MOST]}"
    told = [sizes[name] for name in said]
    if told != sorted((size for _, size in found), reverse=True)[:MOST]:
        return "has rows that are not the largest in order"
    return None
