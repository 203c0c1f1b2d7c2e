"""Who looks at the fabricated world: users of different tasks and places, each with the part of it that is theirs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """An account (empty: every one) in a country (empty: everywhere); `sensitivity` narrows it to one class of measure."""

    account: str = ""
    country: str = ""
    sensitivity: str = ""


@dataclass(frozen=True)
class Person:
    """A user, what they do, and the parts that they see."""

    name: str
    task: str
    parts: tuple[Part, ...]


PASSWORD = "demo"  # noqa: S105 — printed, so that anyone may look around
PEOPLE = (
    Person("lin", "leads the business, everywhere", (Part(),)),
    Person("chen", "manages Contoso Devices in China", (Part("Contoso Devices", "CN"),)),
    Person("rao", "manages all partners and customers in India and Singapore", (Part(country="IN"), Part(country="SG"))),
    Person("lind", "leads Europe", (Part(country="DE"), Part(country="GB"), Part(country="FR"))),
    Person("sato", "manages Litware Systems", (Part("Litware Systems"),)),
    Person("kim", "manages Wingtip Tablets", (Part("Wingtip Tablets"),)),
    Person("garcia", "manages Fabrikam Computing in the Americas", (Part("Fabrikam Computing", "US"),)),
    Person("okafor", "manages Northwind Traders", (Part("Northwind Traders"),)),
    Person("wong", "manages Woodgrove Bank", (Part("Woodgrove Bank"),)),
    Person("meyer", "plans volumes, and sees no money", (Part(sensitivity="volume"),)),
)
