# What developers type; `just` alone lists it. Everything runs in the .venv that ./rapport makes.
python := ".venv/bin/python"

_list:
    @just --list --unsorted

# style, types and floors
check:
    .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy

# the half of the tests for every save (a minute)
fast *flags:
    ./rapport test --fast {{flags}}

# everything, on SQLite and on PostgreSQL
test *flags:
    ./rapport test {{flags}}

# the laws on 5,000 examples each, with counts
laws *flags:
    {{python}} -m pytest tests/laws tests/oracle tests/core tests/facts -n 2 --hypothesis-profile=laws --hypothesis-show-statistics {{flags}}

# every command of docs/proof.md
proof *flags:
    {{python}} -m bench.proof {{flags}}

# kills, hostile files: slow, run when an issue closes
drills *flags:
    {{python}} -m bench.drills.kill9 {{flags}}
    {{python}} -m bench.drills.hostile

# planted faults: each must turn a test red
faults *flags:
    {{python}} -m bench.faults {{flags}}

# updates read again by a second grammar, every number recomputed, and errors planted to be found (an hour)
reread *flags:
    {{python}} -m bench.checker {{flags}}

# speed and memory, each against the plain tool in the same run
bench:
    {{python}} -m bench.import_csv
    {{python}} -m bench.start
    {{python}} -m bench.forecast

# a home with the demo world
demo *flags:
    ./rapport demo {{flags}}

# docs/kpis.md from the packs
kpis:
    {{python}} -m rapport.reports.kpis docs/kpis.md

# format and mend what can be mended
fmt:
    .venv/bin/ruff check --fix . && .venv/bin/ruff format .
