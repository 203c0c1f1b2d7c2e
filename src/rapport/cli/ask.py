"""Ask: the numbers."""

from collections.abc import Sequence
from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.pack import Trade
from rapport.core.question import Against, Question
from rapport.core.refusals import Refused


def ask(
    kpis: Annotated[
        list[str],
        typer.Argument(
            metavar="KPI…", default_factory=list, show_default=False, help="What to ask, as in platform_share revenue."
        ),
    ],
    by: options.By,
    where: options.Where,
    scorecard: Annotated[str | None, typer.Option(metavar="NAME", help="Ask the KPIs of this scorecard too.")] = None,
    period: options.Span = None,
    vs: Annotated[Against | None, typer.Option(help="Compare with this base.")] = None,
    as_of: options.AsOf = None,
    base_as_of: options.BaseAsOf = None,
    structure: options.Structure = "as_is",
    currency: options.Currency = None,
    constant_currency: Annotated[
        bool, typer.Option("--constant-currency", help="The period at the rates of what --vs compares it with.")
    ] = False,
    top: Annotated[int | None, typer.Option(metavar="N", min=1, help="The N largest rows only.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated text on stdout.")] = False,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Answer with numbers.

    KPIs or a scorecard, broken down, filtered and compared; a number that cannot be had comes with the reason.
    """
    if as_csv and as_json:
        raise Refused("--csv and --json exclude each other: choose one")
    if not (options.words(kpis) or scorecard):
        raise Refused("name a KPI…, as in platform_share, or a scorecard, as in --scorecard partner")
    with session.opened(as_user) as home:
        from rapport.book.performance import queries
        from rapport.cli import answer_table, questions, shapes

        trade = home.trade
        question = Question(
            kpis=_asked(options.words(kpis), scorecard, trade),
            by=tuple(questions.field(name, trade) for name in options.words(by)),
            where=questions.filters(where, trade),
            period=home.calendar.parse(period) if period else None,
            vs=vs,
            as_of=as_of,
            base_as_of=questions.base_as_of(base_as_of),
            structure=structure,
            currency=questions.currency(currency, home.currency),
            constant_currency=constant_currency,
            top=top,
        )
        answer = queries.ask(question, by=home.user, today=home.today, trade=trade)
    if as_json:
        output.document(shapes.answer(answer, trade))
    elif as_csv:
        answer_table.write_csv(answer, trade, lang)
    else:
        answer_table.show(answer, trade, lang)


def _asked(kpis: Sequence[str], scorecard: str | None, trade: Trade) -> tuple[str, ...]:
    """The keys of the KPIs named, and of those of the scorecard, each once."""
    named = [trade.kpi(name).key for name in kpis]
    return tuple(dict.fromkeys((*named, *(trade.scorecard(scorecard).kpis if scorecard else ()))))
