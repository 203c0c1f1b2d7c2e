"""When the agreements of global customers expire: a large one of three years in each country, and a small one every year."""

from dataclasses import dataclass
from datetime import date

from rapport.demo.world import CUSTOMERS, MONTHS, chance


@dataclass(frozen=True)
class Due:
    """An agreement that expires in a month; `part`: of the country's annual revenue."""

    account: str
    country: str
    month: date
    part: float
    is_large: bool


def due(seed: int) -> tuple[Due, ...]:
    """All agreements that expire in the months of the world. Large ones are spread evenly, one at least each half year."""
    found: list[Due] = []
    for customer in CUSTOMERS:
        draw = chance(seed, "agreements", customer.name)
        start, step = draw.randrange(len(MONTHS)), len(MONTHS) / len(customer.parts)
        for place, country in enumerate(draw.sample(sorted(customer.parts), len(customer.parts))):
            large = MONTHS[int(start + place * step) % len(MONTHS)]
            found.append(Due(customer.name, country, large, 0.7, is_large=True))
            small = draw.randrange(12)
            found += [Due(customer.name, country, month, 0.2, is_large=False) for month in MONTHS[small::12]]
    return tuple(sorted(found, key=lambda one: (one.month, one.account, one.country, one.is_large)))
