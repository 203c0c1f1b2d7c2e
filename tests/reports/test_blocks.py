"""Blocks as plain tables: what every writer draws from."""

from tests.reports.contoso import kpis, money, trend, units


def test_a_kpi_table_has_a_column_of_lines_and_two_for_each_base():
    table = kpis("en").as_table()

    assert [column.words for column in table.columns] == ["Measure", "12 months", "Actual", "Prior year", "Δ year"]
    assert [column.is_figures for column in table.columns] == [False, False, True, True, True]
    assert table.rows[1][:2] == ("Premium mix", "")


def test_a_trend_as_a_table_leaves_out_what_a_month_lacks():
    table = trend("en").as_table()

    assert table.rows[10][:3] == ("11", "", units(13900))
    assert money("1", scale=1000).scale == 1000
