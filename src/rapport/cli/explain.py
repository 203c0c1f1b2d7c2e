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
    structure: options.Structure = "as_is",
    calendar: Annotated[bool, typer.Option("--calendar", help="Tell apart what more or fewer working days did.")] = False,
    currency: options.Currency = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Say why a number moved.

    The effects of its drivers add up to the change, cell by cell, to the last printed digit.
    """
    with session.opened(as_user) as home:
        from rapport.book.performance import explain as performance
        from rapport.cli import explanation_table, questions
        from rapport.core.bridge import as_json as shaped
        from rapport.core.sentences import sentences

        trade = home.trade
        question = Question(
            kpis=(trade.kpi(kpi).key,),
            by=tuple(questions.field(name, trade) for name in options.words(by)),
            where=questions.filters(where, trade),
            period=home.calendar.parse(period),
            vs=vs,
            as_of=as_of,
            base_as_of=questions.base_as_of(base_as_of),
            structure=structure,
            currency=questions.currency(currency, home.currency),
        )
        found = performance.explain(question, by=home.user, today=home.today, trade=trade, calendar=calendar, search=True)
        told = {language: sentence.text(language) for language, sentence in sentences(found, trade).items()}
    if as_json:
        output.document(shaped(found, told))
    else:
        explanation_table.show(found, told[lang], trade, lang)
