"""Figures as the command line answers them, by cell."""

from typing import Any

from tests.cli.conftest import Rapport


def figures(rapport: Rapport, kpi: str, period: str, *words: str) -> dict[tuple[str | None, ...], dict[str, Any]]:
    ran = rapport("ask", kpi, "--period", period, *words, "--json")
    assert ran.code == 0, ran.err
    return {tuple(row["by"].values()): row["kpis"][kpi] for row in ran.json["rows"]}


def figure(rapport: Rapport, kpi: str, period: str, *words: str) -> dict[str, Any]:
    return figures(rapport, kpi, period, *words)[()]
