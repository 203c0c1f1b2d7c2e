"""The demo: a home with a fabricated world in it."""

from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import options, output, session

if TYPE_CHECKING:
    from rapport.demo.people import Person

TRY = (
    "ask revenue platform_share --by account --vs prior_year --period 2026-10 --currency USD",
    'explain revenue --period 2026-10 --vs prior_year --by country,channel --where "account=Contoso Devices"',
    'update --account "Contoso Devices" --period 2026-10 --out update',
)


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it as well, once there are screens.")] = True,
    port: Annotated[int, typer.Option(metavar="PORT", help="Where to serve it.")] = 8000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another number makes another business, with other events.")] = 1,
    as_json: options.AsJson = False,
) -> None:
    """Make a home with a fabricated world in it.

    Six partners, two global customers, three years. Prints a few commands to try. Twice is the same as once.
    """
    with session.opened() as home, output.progress() as progress:
        from rapport.cli.import_report import summary
        from rapport.demo import load
        from rapport.demo.people import PASSWORD, PEOPLE

        load.write_pack(home.folder)
        for report in load.load(home.folder, home.trade, seed=seed, today=home.today, progress=progress):
            output.say(summary(report.as_json(), home.trade, "en"))
    commands = [f"./rapport {words}" for words in TRY]
    if as_json:
        output.document({"home": str(home.folder), "users": [one.name for one in PEOPLE], "try": commands})
        return
    output.show(f"The demo is in {home.folder}; its files are in {home.folder / 'demo'}. Try:\n")
    for line in commands:
        output.show(f"  {line}")
    _show_people(PEOPLE, PASSWORD)
    if serve:
        output.say(f"There are no screens yet, so nothing is served on port {port}.")


def _show_people(people: "tuple[Person, ...]", password: str) -> None:
    output.show(f"\nWith --as NAME you see what they see (the password of all is “{password}”):\n")
    for one in people:
        output.show(f"  {one.name:<8}{one.task}")
