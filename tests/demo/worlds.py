"""The fabricated worlds that several tests look at, each made once."""

from functools import cache

from rapport.demo.business import Business
from rapport.demo.events import Event


@cache
def world(seed: int, *, is_eventful: bool = True) -> Business:
    """The business of a seed."""
    return Business.of(seed, is_eventful=is_eventful)


def event(business: Business, kind: str) -> Event:
    """The one event of a kind."""
    (found,) = (one for one in business.events if one.kind == kind)
    return found
