"""Forecast: the months to come, with their interval and what the same method was worth in the past."""

from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.question import Question


def forecast(
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="What to forecast, as in pc_shipments.")],
    by: options.By,
    where: options.Where,
    horizon: Annotated[int, typer.Option(metavar="MONTHS", min=1, max=36, help="How many months ahead.")] = 12,
    as_of: options.AsOf = None,
    structure: options.Structure = "as_is",
    currency: options.Currency = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Say what is to come, and how sure that is.

    The median of three methods, or last year once more where that was no worse; each was tried on months that are known.
    """
    with session.opened(as_user) as home, output.progress() as progress:
        from rapport.book.performance import forecasts
        from rapport.cli import forecast_table, questions

        trade = home.trade
        question = Question(
            kpis=(trade.kpi(kpi).key,),
            by=tuple(questions.field(name, trade) for name in options.words(by)),
            where=questions.filters(where, trade),
            as_of=as_of,
            structure=structure,
            currency=questions.currency(currency, home.currency),
        )
        found = forecasts.forecast(
            question, horizon, by=home.user, today=home.today, trade=trade, progress=progress(trade.kpi(kpi).label(lang))
        )
    if as_json:
        output.document(forecast_table.as_json(found))
    else:
        forecast_table.show(found, trade, lang)
