"""A whole fabricated business: everything that a seed comes to, each part made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapport.demo import customers, flows, plans
from rapport.demo.events import Event, planted


@dataclass(frozen=True)
class Business:
    """The business of a seed in which `events` happen."""

    seed: int
    events: tuple[Event, ...]

    @classmethod
    def of(cls, seed: int, *, is_eventful: bool = True) -> "Business":
        """The business of a seed, with the events that it plants or without any."""
        return cls(seed, planted(seed) if is_eventful else ())

    @cached_property
    def calm(self) -> "Business":
        """The same business without any event."""
        return Business(self.seed, ()) if self.events else self

    @cached_property
    def sold(self) -> Sequence[flows.Sold]:
        """What was and will be shipped."""
        return flows.sales(self.seed, self.events)

    @cached_property
    def stocks(self) -> Sequence[flows.Stock]:
        """What became of it at the distributors."""
        return flows.stocks(self.sold, self.seed)

    @cached_property
    def licensed(self) -> Sequence[flows.Licensed]:
        """The licences that went with it."""
        return list(flows.licences(self.sold, self.events, self.seed))

    @cached_property
    def billed(self) -> Sequence[flows.Billed]:
        """What the vendor earned through partners."""
        return list(flows.revenue(self.sold, self.licensed, self.events))

    @cached_property
    def books(self) -> Sequence[customers.Recurring]:
        """The books of the global customers."""
        return customers.recurring(self.seed, self.events)

    @cached_property
    def planned(self) -> Sequence[plans.Planned]:
        """The plans of all fiscal years that have one."""
        calm = self.calm
        made = (plans.plan(self.seed, start, calm.sold, calm.billed, calm.books) for start in plans.STARTS)
        return [planned for year in made for planned in year]

    @cached_property
    def foreseen(self) -> Sequence[plans.Foreseen]:
        """What partners forecast."""
        return list(plans.forecasts(self.seed, self.calm.sold))
