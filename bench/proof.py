"""Runs every command of docs/proof.md: an absent, failed or skipped test, or a ratio clearly worse than noted, is no proof."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
SLACK = 1.5
"""How much worse than noted a ratio may be before it counts: machines are busy."""
_RATIO = re.compile(r"ratio (\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Claim:
    """A row of the table: a sentence, what proves it (tests and commands), the figure that was seen."""

    sentence: str
    proofs: tuple[str, ...]
    figure: str


def claims(text: str) -> Iterator[Claim]:
    """The rows of the tables of docs/proof.md."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "sentence" and not cells[0].startswith("---"):
            yield Claim(cells[0], tuple(re.findall(r"`([^`]+)`", cells[1])), cells[2])


def run_tests(tests: set[str]) -> dict[str, str]:
    """Run tests (files, or file::name) together; the worst outcome of each: passed, skipped, failed or absent."""
    present = sorted(test for test in tests if (ROOT / test.partition("::")[0]).exists())
    outcomes = dict.fromkeys(tests, "absent")
    if not present:
        return outcomes
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        words = [
            "-q",
            "-n",
            "2",
            f"--junitxml={report}",
            "-o",
            "junit_family=xunit1",
            *{test.partition("::")[0] for test in present},
        ]
        subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, check=False)
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 — our own report
    for test in present:
        path, _, name = test.partition("::")
        of = [case for case in cases if (case.get("file") or "").startswith(path) and (case.get("name") or "").startswith(name)]
        outcomes[test] = worst(of)
    return outcomes


def worst(cases: list[ET.Element]) -> str:
    """The outcome of several cases together."""
    if not cases:
        return "absent"
    tags = {child.tag for case in cases for child in case}
    return "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"


def run_command(command: str, figure: str) -> str:
    """Run a command; passed if it succeeds and no ratio it prints is clearly worse than the one noted."""
    words = [sys.executable, *command.split()[1:]] if command.startswith("python ") else command.split()
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"$ {command}\n{done.stdout}{done.stderr[-2000:]}", flush=True)
    if done.returncode:
        return "failed"
    worse = [(now, then) for now, then in zip(_RATIO.findall(done.stdout), _RATIO.findall(figure), strict=False)]
    return "worse ratio" if any(float(now) > SLACK * float(then) for now, then in worse) else "passed"


def main() -> None:
    """Prove every claim and print those that are not proved."""
    stated = list(claims((ROOT / "docs" / "proof.md").read_text(encoding="utf-8")))
    outcomes = run_tests({proof for claim in stated for proof in claim.proofs if proof.startswith("tests/")})
    for claim in stated:
        for proof in claim.proofs:
            if proof not in outcomes:
                outcomes[proof] = run_command(proof, claim.figure)
    open_claims = [claim for claim in stated if not claim.proofs or any(outcomes[proof] != "passed" for proof in claim.proofs)]
    for claim in open_claims:
        print(f"NOT PROVED {claim.sentence}: {', '.join(f'{p} {outcomes[p]}' for p in claim.proofs) or 'missing'}")
    print(f"{len(stated) - len(open_claims)} of {len(stated)} claims proved")
    sys.exit(bool(open_claims))


if __name__ == "__main__":
    main()
