"""The two sentences of an explanation, in English and Chinese: templates with slots, numbers kept as references."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from string import Formatter
from typing import cast

from rapport.core.bridge import CellEffects, Effect, Explanation, Tag
from rapport.core.figures import Unit, text
from rapport.core.money import exact
from rapport.core.pack import LANGS, Label, Lang, Trade
from rapport.core.steps import named_drivers, scale_of, steps
from rapport.core.wording import AGAINST, JOINED, NEUTRAL, PHRASES, TAGS, TEMPLATES, UNHEARD, UNREPORTED, WAYS, place_name, told

VOLUME = ("market", "partner_share", "shipments", "channel_mix", "volume")
"""The drivers that together make a cell's own volume effect."""

VOLUME_FACTS = ("shipments", "volume")
"""The facts that tell a cell's units."""

SHARES = ("partner_share", "platform_share", "suite_attach", "server_attach")
"""The factors that are fractions: they move by points."""


@dataclass(frozen=True)
class Ref:
    """A number in a sentence, as stored; `what` says where in the explanation it stands, as `effects.currency`.

    With a `step` it is one of several that were rounded together to such steps.
    """

    value: Decimal | float
    unit: Unit
    currency: str | None
    what: str
    signed: bool = False
    decimals: int | None = None
    step: Decimal | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it is told as zero."""
        return not any(digit in "123456789" for digit in self.text("en"))

    def text(self, lang: Lang) -> str:
        """The number in words of `lang`, in the short form."""
        return text(
            self.value, self.unit, lang,
            currency=self.currency, short=True, signed=self.signed, decimals=self.decimals, step=self.step,
        )  # fmt: skip


Part = str | Ref


@dataclass(frozen=True)
class Sentence:
    """Text and references to numbers, in order."""

    parts: tuple[Part, ...]

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The numbers, in the order in which they are said."""
        return tuple(part for part in self.parts if isinstance(part, Ref))

    def text(self, lang: Lang) -> str:
        """The sentence as people read it."""
        words = "".join(part if isinstance(part, str) else part.text(lang) for part in self.parts)
        return words if lang == "en" else HAN_MEETS_LATIN.sub(" ", words)


HAN_MEETS_LATIN = re.compile(r"(?<=[一-鿿])(?=[A-Za-z0-9+−])|(?<=[A-Za-z0-9%])(?=[一-鿿])")
"""Where Chinese has a space: between a Han character and a Latin letter or a figure."""


def sentences(explanation: Explanation, trade: Trade) -> Mapping[Lang, Sentence]:
    """What an explanation says, in each language; its cells tell names, the trade labels the KPI and the drivers."""
    return {lang: Sentence(tuple(_Teller(explanation, trade, lang).told())) for lang in LANGS}


def strongest_facts(cell: CellEffects) -> list[str]:
    """The two facts of a cell, by driver, that did most for its total: those of its sign and of a tenth of it at least.

    One that went the other way than its driver, as what it is made of shifted, is no reason. What a centred mix leaves of the
    mix is what the cell's own units did.
    """
    amounts = {effect.driver: own_amount(effect) for effect in cell.effects}
    units = sum((effect.amount - amounts[effect.driver] for effect in cell.effects), Decimal(0))
    units += sum((amounts.get(driver, Decimal(0)) for driver in VOLUME), Decimal(0))
    size = {fact: units if fact in VOLUME_FACTS else amounts.get(fact, Decimal(0)) for fact in cell.facts}
    strong = [
        fact
        for fact, (before, after) in cell.facts.items()
        if before and after is not None and (after - before) * float(size[fact]) > 0
        if size[fact] * cell.total > 0 and abs(size[fact]) * 10 >= abs(cell.total)
    ]
    return sorted(strong, key=lambda fact: -abs(size[fact]))[:2]


def own_amount(effect: Effect) -> Decimal:
    """What a driver did in a cell, of a centred mix which shift helped: the rest of that is what the cell's own units did."""
    return effect.amount if effect.centred is None else effect.centred


def tag_of(cell: CellEffects) -> Tag:
    """What a cell is where all that moved in it is so: new, lost, not reported yet; what has both ends goes on."""
    tags = {effect.tag if effect.parts is None else None for effect in cell.effects if effect.amount}
    tag = tags.pop() if len(tags) == 1 else None
    goes_on = any(None not in ends for ends in cell.facts.values())
    return None if goes_on and tag in ALONE else tag


ALONE = ("new", "lost", "no plan", "no forecast")
"""Tags of what has one end only."""


@dataclass(frozen=True)
class _Teller:
    """Tells an explanation in one language."""

    found: Explanation
    trade: Trade
    lang: Lang

    def told(self) -> list[Part]:
        found = self.found
        if found.actual is None:
            return self._fill("no_actual", kpi=self._kpi, why=self._why)
        base, actual = found.ends
        if base is None or actual is None or found.delta is None or found.change is None:
            return self._fill("no_base", **self._headline(found.actual), why=self._why)
        is_still = not scale_of(found).rounded(found.change)
        delta = Decimal(0) if is_still else found.delta
        headline = self._fill("still" if is_still else "moved", **self._headline(actual), **self._change(base, found.change))
        return [*headline, *self._drivers(delta), *self._place(delta)]

    @property
    def _kpi(self) -> str:
        return self.trade.kpi(self.found.kpi).label(self.lang)

    @property
    def _why(self) -> str:
        return told(self.found.why or "not reported", self.trade, self.lang)

    @property
    def _is_better_higher(self) -> bool:
        """Whether more of the figure is good news; of others the words take no side."""
        return self.trade.kpi(self.found.kpi).better == "higher"

    @property
    def _by_points(self) -> bool:
        return self.found.unit == "percent"

    def _fill(self, template: str, **slots: "Part | list[Part]") -> list[Part]:
        parts: list[Part] = []
        for words, slot, _, _ in Formatter().parse(TEMPLATES[template](self.lang)):
            filled = slots[slot] if slot else []
            parts += [words, *(filled if isinstance(filled, list) else [filled])]
        return [part for part in parts if part != ""]

    def _way(self, place: str, amount: Decimal, *, by_points: bool) -> str:
        more, less = WAYS[place, by_points]
        return (more if amount > 0 else less)(self.lang)

    def _joined(self, items: Sequence[list[Part]], last: str) -> list[Part]:
        """The items as a list: commas between them, the word `last` before the last one."""
        joined: list[Part] = []
        for place, item in enumerate(items):
            joint = last if place == len(items) - 1 else "comma"
            joined += [JOINED[joint](self.lang), *item] if place else item
        return joined

    def _level(self, value: Decimal) -> Ref:
        return Ref(value, cast("Unit", self.found.unit), self.found.currency, "actual", step=self._step)

    def _amount(self, value: Decimal, what: str, *, signed: bool = True) -> Ref:
        """A part of the change; in Chinese without the currency, which the headline names."""
        unit = "points" if self._by_points else self.found.unit
        currency = self.found.currency if self.lang == "en" or what == "delta" else None
        return Ref(value, cast("Unit", unit), currency, what, signed, step=self._step)

    @cached_property
    def _step(self) -> Decimal:
        """The smallest amount that the sentence tells: all of its amounts stand at one scale."""
        return scale_of(self.found).step

    def _headline(self, actual: Decimal) -> dict[str, "Part | list[Part]"]:
        are_many = self.found.unit == "units" and self._kpi.endswith("s")
        kind: str = self.found.against
        if kind == "prior_period":
            kind = {1: "prior_month", 3: "prior_quarter", 12: "prior_year"}.get(self.found.base_period.length, kind)
        return {
            "kpi": self._kpi,
            "was": "were" if are_many else "was",
            "actual": self._level(actual),
            "against": AGAINST[kind](self.lang),
        }

    def _change(self, base: Decimal, delta: Decimal) -> dict[str, "Part | list[Part]"]:
        return {
            "way": self._way("headline", delta, by_points=self._by_points),
            "delta": self._amount(abs(delta), "delta", signed=False),
            "growth": self._growth(base, delta),
        }

    def _growth(self, base: Decimal, delta: Decimal) -> list[Part]:
        if base <= 0 or self._by_points:
            return []
        growth = Ref(delta / base, "percent", None, "delta / base", signed=True)
        told = {effect.driver: effect.amount for effect in self.found.effects}
        currency = told.get("currency")
        if not currency or told.get("restatement"):  # a base that is restated may have gone by other rates
            return self._fill("growth", growth=growth)
        constant = Ref((delta - currency) / base, "percent", None, "(delta − currency) / base", signed=True)
        return self._fill("constant", growth=growth, constant=constant)

    def _drivers(self, delta: Decimal) -> list[Part]:
        if self.found.why:
            return self._fill("unexplained", why=self._why)
        named = named_drivers(self.found.effects, delta)
        ahead = [self._drawn(effect) for effect in named if (effect.amount > 0) == (delta >= 0)]
        behind = [self._drawn(effect) for effect in named if (effect.amount > 0) != (delta >= 0)]
        if [effect.driver for effect in self.found.effects] in (["volume"], ["other"]):
            return [JOINED["stop"](self.lang)]  # the one driver is the figure itself
        if not ahead or not behind:
            listed = self._joined(ahead or behind, "ahead")
            return self._fill("listed", ahead=listed) if listed else [JOINED["stop"](self.lang)]
        template = "outweighed" if delta else "offset"
        return self._fill(template, ahead=self._joined(ahead, "ahead"), behind=self._joined(behind, "behind"))

    def _drawn(self, effect: Effect) -> list[Part]:
        """A driver with its amount as the bridge is drawn."""
        return self._driver(effect, self._amount(self._steps[effect.driver], f"effects.{effect.driver}"))

    @cached_property
    def _steps(self) -> dict[str, Decimal]:
        return dict(steps(self.found))

    def _driver(self, effect: Effect, amount: Ref) -> list[Part]:
        label = self.trade.drivers.get(effect.driver, Label(effect.driver, effect.driver))
        phrases = PHRASES if self._is_better_higher else {**PHRASES, **NEUTRAL}
        helped, hurt = phrases.get(effect.driver, (label, label))
        phrase = UNREPORTED[effect.tag] if effect.driver == "unreported" else helped if effect.amount > 0 else hurt
        return self._fill("driver", phrase=phrase(self.lang), amount=amount)

    def _place(self, delta: Decimal) -> list[Part]:
        """Where it happened: the cell that did most, and the one that did most against it. Cells come largest first."""
        best = next((cell for cell in self.found.cells if cell.total * delta > 0), None)
        if best is None or len(self.found.cells) < 2:
            return []
        against = next((cell for cell in self.found.cells if cell.total * delta < 0), None)
        tag = tag_of(best)
        return self._fill(
            "place",
            move=self._way("place", delta, by_points=self._by_points or not self._is_better_higher or tag in UNHEARD),
            cell=self._name(best),
            total=self._amount(best.total, _key(best)),
            tag=TAGS[tag][0](self.lang) if tag else "",
            opposite=self._opposite(against) if against else "",
        )

    def _opposite(self, cell: CellEffects) -> list[Part]:
        is_gain = self._is_better_higher and tag_of(cell) not in UNHEARD
        return self._fill(
            "opposite",
            cell=self._name(cell),
            move=self._way("cell" if is_gain else "fact", cell.total, by_points=self._by_points),
            total=self._amount(abs(cell.total), _key(cell), signed=False),
            because=self._because(cell),
        )

    def _name(self, cell: CellEffects) -> str:
        return place_name(cell.by, self.trade, self.lang)

    def _because(self, cell: CellEffects) -> "Part | list[Part]":
        if tag := tag_of(cell):
            return TAGS[tag][1](self.lang)
        if facts := [told for fact in strongest_facts(cell) if (told := self._fact(cell, fact))]:
            return self._fill("because", facts=self._joined(facts, "facts"))
        owned = [replace(effect, amount=own_amount(effect)) for effect in cell.effects]
        strongest = max(owned, key=lambda effect: effect.amount * cell.total)
        if len(self.found.effects) < 2 or strongest.amount * cell.total <= 0:
            return ""
        amount = self._amount(strongest.amount, f"{_key(cell)}.{strongest.driver}")
        return self._fill("through", driver=self._driver(strongest, amount))

    def _fact(self, cell: CellEffects, fact: str) -> list[Part]:
        """How a fact of a cell moved; nothing where that is told as zero."""
        before, after = (exact(value or 0.0) for value in cell.facts[fact])
        what, move = f"{_key(cell)}.{fact}", after - before
        label = self.trade.drivers.get(self.found.kpi if fact == "rate" else fact, self.trade.drivers[fact])
        level: Part
        if fact in SHARES or (fact == "rate" and self._by_points):
            template, size, level = "level_fact", Ref(abs(move), "points", None, what), _whole(after, what)
        elif fact == "rate":
            unit, currency = cast("Unit", self.found.unit), self.found.currency if self.lang == "en" else None
            template, size, level = "level_fact", Ref(abs(move), unit, currency, what), Ref(after, unit, currency, what)
        elif before < 0:  # no percentage says how something moved that was less than nothing
            unit = "units" if fact in VOLUME_FACTS else cast("Unit", self.found.unit)
            currency = self.found.currency if self.lang == "en" else None
            template, size, level = "ends_fact", Ref(before, unit, currency, what), Ref(after, unit, currency, what)
        else:
            template, size, level = "percent_fact", _whole(abs(move / before), what), ""
        slots: dict[str, Part | list[Part]] = {"size": size, "level": level, "name": label(self.lang)}
        return [] if size.is_nothing else self._fill(template, way=self._way("fact", move, by_points=False), **slots)


def _key(cell: CellEffects) -> str:
    """Where a number of a cell stands in the explanation, the same in every language."""
    return f"cells.{'/'.join(map(str, cell.by.values()))}"


def _whole(share: Decimal, what: str) -> Ref:
    """A share as whole percents, below ten with one decimal."""
    return Ref(share, "percent", None, what, decimals=0 if abs(share) >= Decimal("0.1") else 1)
