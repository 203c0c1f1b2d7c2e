"""The formulas that a home has answered by: under one version a KPI is always the same."""

from rapport.book.catalogue.models import Formula
from rapport.core.pack import Kpi, Trade
from rapport.core.refusals import Refused


def hold(trade: Trade) -> None:
    """Keep the formulas that this home has not seen yet; refuses packs that changed one and left its version as it was."""
    known = {(kpi, version): text for kpi, version, text in Formula.objects.values_list("kpi", "version", "text")}
    for kpi in trade.kpis.values():
        before = known.get((kpi.key, kpi.version), _text(kpi))
        if before != _text(kpi):
            raise Refused(
                f"the formula of {kpi.key} is “{_text(kpi)}” and was “{before}” in this home, both version {kpi.version}: "
                f"old figures would change unseen; raise it in the pack (version = {kpi.version + 1}), or put the formula back"
            )
    new = [kpi for kpi in trade.kpis.values() if (kpi.key, kpi.version) not in known]
    Formula.objects.bulk_create((Formula(kpi=k.key, version=k.version, text=_text(k)) for k in new), ignore_conflicts=True)


def _text(kpi: Kpi) -> str:
    return " ".join(kpi.text.split())
