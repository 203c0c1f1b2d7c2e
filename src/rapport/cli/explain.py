"""Explain: why a number moved."""

from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.question import Against, Question


def explain(
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="What moved, as in revenue.")],
    period: Annotated[str, typer.Option(metavar="PERIOD", help="The period that moved, as in 2026-10 or FY27-Q1.")],
    vs: Annotated[Against, typer.Option(help="What it moved against.")],
    by: options.By,
    where: options.Where,
    as_of: options.AsOf = None,
    base_as_of: options.BaseAsOf = None,
    currency: options.Currency = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Say why a number moved.

    The effects of its drivers add up to the change, cell by cell, to the last printed digit.
    """
