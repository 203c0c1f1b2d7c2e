"""The six partners: four makers of PCs, one of servers, one of tablets."""

from rapport.demo.devices import SERVERS, TABLETS, computers
from rapport.demo.world import Partner

PARTNERS = (
    Partner(
        "Contoso Devices", "康拓设备", "CN", "CNY",
        computers("Book 13", "Book 14 Pro", "Studio 16", "Book 11 L", "Tower B"),
        {"CN": 0.088, "HK": 0.14, "TW": 0.09, "JP": 0.03, "KR": 0.03, "SG": 0.12, "IN": 0.05, "AU": 0.06, "DE": 0.03, "GB": 0.03,
         "FR": 0.03, "US": 0.009},
        0.76, 0.012, 0.055,
    ),
    Partner(
        "Fabrikam Computing", "法布计算", "US", "USD",
        computers("Aero 13", "Aero 15 Pro", "Atelier 17", "Aero Go", "Desk D2"),
        {"US": 0.072, "GB": 0.07, "DE": 0.06, "FR": 0.05, "AU": 0.07, "SG": 0.06, "JP": 0.02, "IN": 0.03},
        0.83, 0.006, 0.085, is_445=True,
    ),
    Partner(
        "Adventure Works PC", "冒险电脑", "TW", "TWD",
        computers("Trail 13", "Trail 14 Pro", "Summit 16", "Trail Lite", "Camp T1"),
        {"TW": 0.17, "CN": 0.034, "HK": 0.09, "JP": 0.04, "KR": 0.05, "SG": 0.06, "IN": 0.06},
        0.70, 0.015, 0.042,
    ),
    Partner(
        "Lucerne Notebooks", "卢塞恩笔记本", "DE", "EUR",
        computers("Nova 13", "Nova 14 Pro", "Opus 16", "Nova Net", "Kontor K1"),
        {"DE": 0.11, "FR": 0.09, "GB": 0.06, "US": 0.011, "AU": 0.03},
        0.86, 0.004, 0.098,
    ),
    Partner(
        "Litware Systems", "利特系统", "JP", "JPY", SERVERS,
        {"JP": 0.011, "CN": 0.0042, "KR": 0.006, "TW": 0.006, "SG": 0.012, "IN": 0.003, "DE": 0.004, "US": 0.0022},
        0.0, 0.0, 0.0,
    ),
    Partner(
        "Wingtip Tablets", "翼尖平板", "KR", "KRW", TABLETS,
        {"KR": 0.16, "JP": 0.05, "CN": 0.018, "SG": 0.07, "AU": 0.05, "IN": 0.02},
        0.44, 0.02, 0.0,
    ),
)  # fmt: skip
"""The category of a partner is that of its devices."""
MAKERS = tuple(one for one in PARTNERS if one.category == "pc")
NEW_MODELS = {
    "Contoso Devices": "Studio 18 X",
    "Fabrikam Computing": "Atelier 14 X",
    "Adventure Works PC": "Summit 14 X",
    "Lucerne Notebooks": "Opus 14 X",
}
"""What each maker of PCs would launch next."""
