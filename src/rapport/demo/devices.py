"""What partners make, and the licences that go with it; `price` in US dollars is what the vendor earns on one."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Device:
    """A device; `weight`: its part of those of its maker that have the own platform, or of those that have not."""

    name: str
    category: str
    family: str
    platform: str
    edition: str
    premium: str
    pro: str
    weight: float
    price: float

    @property
    def is_own(self) -> bool:
        """Whether it has the own platform."""
        return self.platform == "own"


@dataclass(frozen=True)
class Licence:
    """Something sold beside devices or to customers; `age`: how old its release is, where that matters."""

    name: str
    name_zh: str
    category: str
    price: float
    age: str = ""


def computers(plain: str, pro: str, premium: str, light: str, bare: str) -> tuple[Device, ...]:
    """The range of a maker of PCs, by the names of its models."""
    family = _family(plain)
    return (
        Device(plain, "pc", family, "own", "Home", "no", "no", 0.58, 46.0),
        Device(pro, "pc", family, "own", "Pro", "yes", "yes", 0.31, 92.0),
        Device(premium, "pc", _family(premium), "own", "Ultimate", "yes", "no", 0.11, 128.0),
        Device(light, "pc", family, "other", "", "no", "no", 0.6, 0.0),
        Device(bare, "pc", _family(bare), "none", "", "no", "no", 0.4, 0.0),
    )


def launched(range_of: tuple[Device, ...], name: str) -> Device:
    """A new premium device that joins a range."""
    return replace(range_of[1], name=name, family=_family(name), edition="Ultimate", pro="no", weight=0.0, price=141.0)


def _family(model: str) -> str:
    return model.split(maxsplit=1)[0]


TABLETS = (
    Device("Slate 10", "tablet", "Slate", "own", "Home", "no", "no", 0.64, 21.0),
    Device("Slate 12 Pro", "tablet", "Slate", "own", "Pro", "yes", "yes", 0.36, 58.0),
    Device("Pad 8", "tablet", "Pad", "other", "", "no", "no", 0.7, 0.0),
    Device("Pad 11", "tablet", "Pad", "other", "", "no", "no", 0.3, 0.0),
)
SERVERS = (
    Device("Rack 1U", "server", "Rack", "unknown", "", "no", "no", 0.46, 0.0),
    Device("Rack 2U", "server", "Rack", "unknown", "", "no", "no", 0.37, 0.0),
    Device("Blade B4", "server", "Blade", "unknown", "", "no", "no", 0.17, 0.0),
)

PLATFORM_LICENCES = {
    edition: Licence(f"Windows {edition}", f"Windows {chinese}", "licence", 0.0)
    for edition, chinese in (("Home", "家庭版"), ("Pro", "专业版"), ("Ultimate", "旗舰版"))
}
SUITES = (
    (Licence("Office Standard", "Office 标准版", "suite", 34.0), 0.72),
    (Licence("Office Business", "Office 商业版", "suite", 88.0), 0.28),
)
"""The suites, and the part of each in all."""
SERVER_LICENCES = (
    (Licence("Windows Server Standard", "Windows Server 标准版", "server_licence", 412.0), 0.81),
    (Licence("Windows Server Datacenter", "Windows Server 数据中心版", "server_licence", 1980.0), 0.19),
)
"""The licences of servers, and the part of each in all."""
ANNUITIES = (
    (Licence("Desktop 11", "桌面 11", "licence", 0.0, "current"), 0.34),
    (Licence("Desktop 10", "桌面 10", "licence", 0.0, "previous"), 0.22),
    (Licence("Office 2024", "Office 2024", "suite", 0.0, "current"), 0.28),
    (Licence("Office 2016", "Office 2016", "suite", 0.0, "older"), 0.16),
)
"""What global customers subscribe to, and the part of each in all at the start."""
