"""A KPI is under one version always the same in a home."""

from dataclasses import replace

import pytest

from rapport.book.catalogue.formulas import hold
from rapport.book.catalogue.models import Formula
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.packs import load

pytestmark = pytest.mark.django_db
TRADE = load()


def changed(**to: object) -> Trade:
    return replace(TRADE, kpis={**TRADE.kpis, "revenue": replace(TRADE.kpis["revenue"], **to)})


def test_a_changed_formula_raises_its_version() -> None:
    hold(TRADE)
    hold(TRADE)
    assert Formula.objects.count() == len(TRADE.kpis)
    with pytest.raises(
        Refused, match=r"the formula of revenue is “sum\(sold_units\)” and was “sum\(revenue\)” .* \(version = 2\)"
    ):
        hold(changed(text="sum(sold_units)"))
    hold(changed(text="sum(sold_units)", version=2))
    hold(TRADE)
    assert Formula.objects.filter(kpi="revenue").count() == 2


def test_how_a_formula_is_laid_out_changes_nothing() -> None:
    hold(TRADE)
    hold(changed(text="  sum(revenue)\n"))
