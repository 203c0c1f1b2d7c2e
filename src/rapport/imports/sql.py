"""Values written into SQL text."""

from datetime import date


def literal(value: str | date) -> str:
    """`value` as an SQL literal."""
    return f"DATE '{value}'" if isinstance(value, date) else "'" + value.replace("'", "''") + "'"
