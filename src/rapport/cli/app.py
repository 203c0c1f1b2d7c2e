"""The program: its commands, and what every run comes to (exit codes 0, 1 and 2)."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from itertools import pairwise

import typer

from rapport.cli import ask, batches, demo, explain, forecast, home, import_, note, output, safekeeping, update
from rapport.core.refusals import Refused

COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo,
    "init": home.init,
    "import": import_.load,
    "batches": batches.batches,
    "undo": batches.undo,
    "redo": batches.redo,
    "ask": ask.ask,
    "explain": explain.explain,
    "forecast": forecast.forecast,
    "update": update.update,
    "note": note.note,
    "waive": note.waive,
    "backup": safekeeping.backup,
    "restore": safekeeping.restore,
    "verify": safekeeping.verify,
}
"""Every command, in the order in which `--help` lists them."""

# Plain help and no completion: with rich, `--help` alone takes twice as long.
app = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
for name, command in COMMANDS.items():
    app.command(name)(command)


@app.callback()
def _program() -> None:
    """The book of business: every number adds up, opens to its source row and says why it moved."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 done, 1 a fault of the program, 2 the input was refused."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments) or ["--help"]))


def run(arguments: list[str]) -> int:
    """Run one command and answer its exit code. No traceback ever reaches the person, unless RAPPORT_DEBUG is set."""
    try:
        _refuse_empty(arguments)
        code = app(arguments, prog_name="rapport", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # Typer leaves when the reader of a pipe has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Refused, typer.TyperException, OSError) as wrong:
        return _refuse(_refusal(wrong), arguments)
    except typer.Abort:
        return 130
    except Exception:
        return _fault()
    return int(code or 0)


def _refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse an empty word: a script whose variable is not set must not act as somebody else, or on everything."""
    for before, word in pairwise(["rapport", *arguments]):
        if not word.strip():
            raise Refused(f"the word after “{before}” is empty; is a variable of the script not set?")


def _refusal(wrong: Refused | typer.TyperException | OSError) -> Refused:
    """What to say: of a mistyped command, and of a file or folder that cannot be read or written."""
    if isinstance(wrong, Refused):
        return wrong
    if isinstance(wrong, OSError):
        return Refused(f"{wrong.filename or 'a file'}: {wrong.strerror or wrong}")
    return Refused(wrong.format_message().replace("Value error, ", ""))


def _refuse(refusal: Refused, arguments: list[str]) -> int:
    output.complain(refusal)
    if "--json" in arguments:
        output.document({"problems": refusal.problems})
    return 2


def _fault() -> int:
    if os.environ.get("RAPPORT_DEBUG"):
        raise  # noqa: PLE0704 — the fault being handled
    with tempfile.NamedTemporaryFile("w", prefix="rapport-fault-", suffix=".txt", delete=False, encoding="utf-8") as details:
        details.write(traceback.format_exc())
    output.say(f"rapport: a fault of the program, not of your input; details: {details.name}")
    return 1
