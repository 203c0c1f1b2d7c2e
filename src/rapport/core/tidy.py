"""The tidy layout of facts in files of our own: one row a fact as it was loaded; documents write it, imports take it back."""

BEFORE = ("dataset", "sender", "published", "scenario", "day", "grain")
"""What kind of file told the fact, who sent it and when it was published; its scenario, its first day, how long its time is."""
AFTER = ("currency", "measure", "value")
"""What stands after the dimensions; a dimension is told by code, or by name where there is none."""
MARK = "rapport_facts"
"""The name that a workbook defines for the cells of its facts: it stays when other programs save the file again."""
_NAME = "_name"


def name_of(dimension: str) -> str:
    """The column with the names of a dimension whose values have codes."""
    return dimension + _NAME


def dimension_of(column: str) -> str | None:
    """The dimension that a column has the names of; None for any other column."""
    return column.removesuffix(_NAME) if column.endswith(_NAME) else None
