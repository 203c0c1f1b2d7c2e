"""What an import says of rows, sheets and columns, in Chinese."""

import re
from pathlib import Path
from string import Formatter

import pytest

from rapport import packs
from rapport.cli.import_texts import SAID as SAID_IN_BOTH
from rapport.cli.import_words import called, forms, told
from rapport.core.pack import Label
from rapport.imports.attributes import meanings
from rapport.imports.columns import LEFT
from rapport.imports.words import fold
from tests.cli.conftest import Rapport
from tests.core.said import templates

QUOTED = re.compile(r'“[^”]*”|"[^"]*"|\[[a-z]+(?:\.…)?\]')
TYPED = re.compile(r"--[a-z]+(?: [a-z]+=[\w…]+| [a-z]+)?|[a-z]+(?= = )|\b(?:senders|years|undo)\b")
KEYS = re.compile(r"\b(?:actual|plan|budget|forecast|average|own|other|accounts|shipments)\b")
NAMES = re.compile(r"\b(?:Contoso|Mth|gb18030|Excel|LibreOffice)\b")
"""What stands in files, may be typed there or on the command line, or is a name."""

SAID = (
    "the cell holds the error #N/A",
    "the formula has no stored result; open the workbook in Excel or LibreOffice, save it there, import again",
    "“12o” is not a number",
    "“1,5” is not a number in this column, whose decimal sign is “.”",
    "“١٢” has digits of another script, which are not read; write them with 0 to 9",
    "“1E+05” is a power of ten; write the number out",
    "“1E+30” is a power of ten; it needs more than a fact can hold",
    "“1000000000000000” is too large: an amount has at most 14 digits before the point",
    "“1.00001” needs more than four decimals; nothing is rounded in silence, so round it in the file",
    "“1.00001” times 1,000 needs more than four decimals; nothing is rounded in silence, so round it in the file",
    "“35%” is no share of a whole: shares are loaded as fractions of 1, and percents are not guessed",
    "“soon” is no day, month, quarter or year; write it like 2026-10 or 2026-10-31",
    "2062-10-01 is more than 10 years after the release of 2026-11-03: loaded as it stands; mend the year if it is a slip, "
    "or say --set scenario=plan if it is no actual amount",
    "the month is missing",
    "the account is missing",
    "the scenario is missing",
    "the currency of Amount is missing",
    "“guess” is no scenario that is known; write actual, plan, budget, forecast",
    "“soon” is no day of a fact; write it as other rows do",
    "“soon” is no published of a fact; write it as other rows do",
    "“” is no value of a fact; write it as other rows do",
    "its grain, scenario, sender or currency is not that of a fact: money has a currency, nothing else has; mend the row",
    "“XX” is no currency that is known; write its ISO code, as in USD, EUR, CNY",
    "the amount is in USD by its heading “Revenue USD” and in “EUR” by column “Cur”; mend the one that is wrong, "
    'or have the column left out by a map file: [columns] "Cur" = "ignored"',
    "the cell does not say of which currency it is, as others of the column do (EUR); write it there, as in EUR 500, "
    "or say it of all such cells, as in --set currency=USD",
    "“€500” has a sign that USD is not written with, and the amount is told in USD; mend the cell or its currency",
    "“Revenue USD” names its currency, so column “Cur” was not used for it",
    "3 of 3 products that are sold in several currencies (EUR, USD) cost the same number in each: the amounts seem to be in one "
    "currency, whatever “Cur” says, and no rate should be applied to them. They are loaded as it says; if it is wrong, leave it "
    'out by a map file, [columns] "Cur" = "ignored", and say the currency with --set currency=…',
    "“FY26-P03” is a period of a calendar that is not known here; write the calendar of its sender in a pack of this home "
    '([calendar.…] with senders and years), and import with --sender, or with calendar = "…" in a map file',
    "“FY26-P3” is no period; write FY26, FY26-H1, FY26-Q2, FY26-P03 or FY26-W07",
    "FY20 is no year: the calendar “D1” begins with FY25",
    "FY26-P13 is no period: FY26 of the calendar “D1” (2025-02-02..2026-01-31) has P01 to P12",
    "FY26-W01 is no period: FY26 of the calendar “D1” (2025-02-02..2026-01-31) has no weeks, but months; "
    "2024-12-29..2025-02-01 is in no year of it: tell it by month",
    "rows without an amount were left out: 3, 7",
    "rows without an amount were left out: 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, …",
    "rows that say the headings again were left out: 9",
    "12 hidden rows were not read: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …",
    "sheet “old” is hidden and was not read",
    "printed from the facts of sheet “Facts”: not read",
    "the line is longer than 2 MB, as no row of a table is",
    "“checked by Ann” stands alone on its line and was left out",
    "the line has 3 cells, the table 4 columns: “2026-10,Contoso,1”",
    "read as gb18030 by its letters; if they look wrong, name another in a map file: encoding = …",
    "exact repeats of other rows: 2, the first is row 3; they were added up, "
    "so take them out if they stand there twice by mistake",
    "rows without an account: 1, the first is row 5; loaded as figures of no account, "
    "so fill the cells in if they were forgotten",
    "2026-10 (plan), Contoso, CN: batch 3b5c7d stays, because rows of its new version were rejected",
    "1,200 more problems are not listed",
    "“contoso ltd” is taken for Contoso, the same account",
    "“Cat” is no platform that the pack knows; it knows own, other, none, unknown; the rows are loaded without it",
    "“P-own” is other, own in 2026-10; the commoner one is taken",
    "“P-own” stands in several rows that differ and hold from the same day; none of them is loaded",
    "figures stand under “Pro 11”, apart from “P-own”: undo the batches that name it, then import their files again",
    "the file says 12 for Qty of the rows between this total and the one before, they come to 11",
    "the file says 12 in all for Qty, its rows come to 11",
    "the total 12 of Qty does not say which rows it sums",
    "“All” (rows: 1,200) may be a total and is no sum of two or more rows beside it: loaded as a value of its own; "
    "take it out if it is a total",
    "row 4 leaves Product empty and is the sum of the rows of the same Month, Country that name it: taken for a total, checked "
    "and not loaded; if not so, give it a name there, such as “Other”",
    "rows 4, 9 leave Product, Country empty and are the sums of the rows that name them: taken for totals, checked and not "
    "loaded; if not so, give them a name there, such as “Other”",
    "rows 4, 9 and 3 more leave Product empty and are the sums of the rows above: taken for totals, checked and not loaded; "
    "if not so, give them a name there, such as “Other”",
    "row 4 leaves Product empty and is not the sum of the rows of the same Month that name it (row 4 says 12 of Qty, the others "
    "come to 11), though most like it are: taken for wrong totals and not loaded; if not so, give it a name there, "
    "such as “Other”",
    "rows 4, 9 leave Product empty and are not the sums of the rows of the same Month that name it (row 4 says 12 of Qty, the "
    "others come to 11): loaded as what is not broken down; take them out if they are totals, else give them a name there, "
    "such as “Other”",
    "row 4 leaves Product empty and is not the sum of the rows that name it: loaded as what is not broken down; "
    "take it out if it is a total, else give it a name there, such as “Other”",
    "“-1” is no rate: it is more than zero",
    "“spot” is no kind of rate: average (of a month or of its days) or budget",
    "a currency is missing, or is none that is known; write ISO codes, as in EUR, or a pair, as in EUR/USD",
    "an average rate is of a month or a day; only a budget rate holds for a quarter or a year",
    "1 EUR = 1.08 USD, and another row says otherwise for the same day; neither is loaded",
    "1 EUR = 0.0925926 USD is over 10 times off its neighbours, as a rate quoted the other way round is; it is not loaded",
    "daily rates became the plain mean of each month, of 20 to 23 days",
    "daily rates became the plain mean of each month, of 2 to 23 days; of fewer than 15: EUR/USD 2026-11 (2) and 3 more",
    "the map file says that row 9 has the headings, and nothing stands there; mend it there",
    "no row of headings that are known stands in the first 10,000 rows",
    "no row of headings that are known stands in the first 10,000 rows; if row 1 (“Client”) heads a reference list, say which, "
    "as in --dataset accounts",
    "it may be a list of accounts, which knows no “Phone”: say so with --dataset accounts",
    "row 1 has the headings, but as shipments it lacks a column for month (nearest headings: Mth, 月), units or revenue; "
    'name it in a map file: [columns] "Mth" = "month", or say it for all rows with --set',
    'row 1 has the headings, but as shipments it lacks a column for month; name it in a map file: [columns] "its heading" = '
    '"month", or say it for all rows with --set',
    "row 1 has the headings, but as shipments it lacks a column for month, units: “Month” would be the month by its heading, but "
    "20% of its cells are days, months or the like, others are like “soon”; “Qty” would be the units by its heading, but 0% of "
    "its cells are numbers, others are like “a; few”; mend the cells and import again",
    "months or other periods stand across, in cells C1..E1 (“2026-07”, “2026-08”, …), and a sheet is not read this way yet: "
    "write one row a period, with a column Month and one for the amount, such as Units; or load one column after the other, each "
    'by a map file, as in [columns] "2026-07" = "units" and [constants] month = "2026-07"',
    "months or other periods stand across, in cells C1..E1 (“July”, “August”, …), and a sheet is not read this way yet: "
    "write one row a period, with a column Month and one for the amount, such as Units; or load one column after the other, each "
    'by a map file, as in [columns] "July" = "units" and [constants] month = its month, such as "2026-07"',
    "countries stand across, in cells C1..E1 (“CN”, “JP”, …), and a sheet is not read this way yet: write one row a country, "
    "with a column Country and one for the amount, such as Units; or load one column after the other, each by a map file, as in "
    '[columns] "CN" = "units" and [constants] country = "CN"',
    "rows that sheet “Data” tells, too: 2, the first is row 2; they were added up, so take them out of one of the sheets if they "
    "stand there twice by mistake",
    '“1,234” is read as 1.234, since “12,5” in row 3 can only have “,” as decimal sign; say decimal = "." in a map file if that '
    "is a slip",
    '“1,234” is read as 1.234, since “12,5” in row 3 of column “Preis” can only have “,” as decimal sign; say decimal = "." in a '
    "map file if that is a slip",
    "“Qty” is a word for units; 100% of its cells are numbers; “1,234” is read as 1.234, since “12,5” in row 3 can only have “,” "
    'as decimal sign; say decimal = "." in a map file if that is a slip',
    "“Qty” is a word for units; 100% of its cells are numbers; “1,234” is read as 1.234, since “12,5” in row 3 of column “Preis” "
    'can only have “,” as decimal sign; say decimal = "." in a map file if that is a slip',
    "“1.234” is read as 1234, since each “.” stands before three digits, as where it parts thousands; "
    'say decimal = "." in a map file if it is the decimal sign',
    "“Qty” is a word for units; 100% of its cells are numbers; “1.234” is read as 1234, since each “.” stands before three "
    'digits, as where it parts thousands; say decimal = "." in a map file if it is the decimal sign',
    "“Qty” is a word for units; 100% of its cells are numbers; it fits plan, forecast too and was taken as shipments, "
    "the pack’s first: --dataset says otherwise",
    "“Month” is a word for month; 98% of its cells are moments",
    "“Quarter” is a word for quarter, and its cells name their years",
    "“Month” is a word for month, and its cells are parts of the year beside it",
    "“Client No” is a word for account_code",
    "“USD per EUR” says which way round a rate is quoted; 100% of its cells are numbers",
    "nearly “Quantity”; it is empty",
    "the map file says so",
    "its cells are moments, and no other column’s are",
    "its cells say whether a row is actual, planned or expected",
    "3 of its 4 names are known as account",
    "a column of the tidy layout",
)
"""Every text of an import, with names, figures and keys in its slots."""

SQL = re.compile(
    r"\b(?:SELECT|FROM|JOIN|WHEN|NULL|COPY|CASE|AS|ON|AND|IN|INTO|LIMIT|WHERE|UPDATE|SET|OVER|BY|VARCHAR|CREATE)\b"
    r"|[\\<^|]|\w\(|%[YHm]| \* |> 0|\bis_|^scenario = |\.day"
)
REFUSING = {
    "child.py",
    "dates.py",
    "directions.py",
    "door.py",
    "given.py",
    "missing.py",
    "parts.py",
    "reading.py",
    "run.py",
    "single.py",
    "stacked.py",
}
"""What makes only refusals of whole files, which are English."""
NOT_SAID = {
    " (“{}” is that of several)",
    "it fits {} and {}: say which it is with --dataset",
    'two columns could be the {}: “{}” and “{}”; decide it in a map file: [columns] "{}" = "{}"',
    "no parent",
    "{} is said for all rows, and column “{}” says it too",
}
"""Parts of refusals, and words of files."""


TRADE = packs.load()


def in_chinese(text: str) -> str:
    return told(text, TRADE, "zh-hans", "shipments")


def english_words(chinese: str) -> list[str]:
    for known in (QUOTED, TYPED, KEYS, NAMES):
        chinese = known.sub("", chinese)
    return re.findall(r"[A-Za-z]*[a-z]{2,}", chinese)


def test_every_text_of_the_source_is_among_those_said() -> None:
    texts = templates(("imports", "core/calendars.py"), REFUSING, SQL) - NOT_SAID
    assert len(texts) > 100
    known = {text: re.compile(re.escape(text).replace(r"\{\}", ".*")) for text in texts}
    assert [text for text, form in known.items() if not any(form.search(said) for said in SAID)] == []


@pytest.mark.parametrize("said", SAID)
def test_every_text_is_chinese_without_an_english_word(said: str) -> None:
    chinese = in_chinese(said)
    assert english_words(chinese) == []
    assert re.search(r"[一-鿿]", chinese)
    assert re.findall(r"[,;:](?: |$)|[一-鿿][,;:()]|[,;:()][一-鿿]|[一-鿿] [一-鿿]", QUOTED.sub("", chinese)) == []
    assert told(said, TRADE, "en") == said


def test_every_pair_is_of_a_text_that_is_said() -> None:
    assert [form.pattern.pattern for form in forms() if not any(form.pattern.search(said) for said in SAID)] == []


@pytest.mark.parametrize("pair", SAID_IN_BOTH, ids=[pair.en for pair in SAID_IN_BOTH])
def test_the_chinese_of_a_text_tells_all_that_the_english_does(pair: Label) -> None:
    english, chinese = ({slot for _, slot, _, _ in Formatter().parse(text) if slot} for text in (pair.en, pair.zh_hans))
    assert {slot for slot in english if not slot.startswith("_")} == chinese


@pytest.mark.parametrize("dataset", TRADE.datasets)
def test_every_column_that_is_loaded_has_a_name(dataset: str) -> None:
    keys = [column.key for column in TRADE.datasets[dataset].columns if column.role not in LEFT]
    assert [key for key in keys if not re.search(r"[一-鿿]", called(key, TRADE, "zh-hans", dataset))] == []


@pytest.mark.parametrize("key", [key for key, attribute in TRADE.attributes.items() if attribute.values])
def test_the_words_that_an_attribute_knows_are_told_as_files_may_have_them(key: str) -> None:
    words = list(TRADE.attributes[key].values)
    chinese = in_chinese(f"“?” is no {key} that the pack knows; it knows {', '.join(words)}; the rows are loaded without it")
    told_words = re.findall(r"已定义：(.*)）；", chinese)[0].split("、")
    assert [meanings(TRADE.attributes[key])[fold(word)] for word in told_words] == words
    assert english_words(chinese) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the account is missing", "缺少客户"),
        (
            "“guess” is no scenario that is known; write actual, plan, budget, forecast",
            "无法判断“guess”是实际、计划、预算还是预测；请写以下之一：实际、计划、预算、预测",
        ),
        ("rows without an amount were left out: 3, 7", "没有数值，已略过（第 3、7 行）"),
        ("rows without an amount were left out: 3, 7, …", "没有数值，已略过（第 3、7 等行）"),
        (
            "“Qty” is a word for units; 100% of its cells are numbers; it fits plan too and was taken as shipments, "
            "the pack’s first: --dataset says otherwise",
            "列名“Qty”表示出货量；100% 的单元格为数字；该表也符合 plan，已按业务包中排在最前的 shipments 识别："
            "如有误请用 --dataset 指定",
        ),
        (
            "rows 4, 9 and 3 more leave Month, Product empty and are the sums of the rows above: taken for totals, checked and "
            "not loaded; if not so, give them a name there, such as “Other”",
            "第 4、9 行及另外 3 行的“Month”“Product”为空，且数值等于上方各行之和：视为合计，已核对，不载入；"
            "如非合计，请在空白处填写名称，如“其他”",
        ),
        (
            "row 1 has the headings, but as sell_in it lacks a column for month (nearest headings: Mth, M), units; name it in a "
            'map file: [columns] "Mth" = "month", or say it for all rows with --set',
            "第 1 行是列标题，但按“渠道进货”识别时缺少以下列：月份（相近的列标题：Mth、M）、渠道进货量；请在映射文件中指明："
            '[columns] "Mth" = "month"，或用 --set 为所有行指定',
        ),
        (
            "2026-10 (plan), Contoso, CN: batch 3b5c7d stays, because rows of its new version were rejected",
            "2026-10（计划）、Contoso、CN：批次 3b5c7d 保持不变，因为新版本中有行被拒绝",
        ),
        ("nobody has words for this", "nobody has words for this"),
    ],
)
def test_parts_of_a_text_are_told_as_a_whole_one_is(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_a_cell_of_any_length_is_told_at_once() -> None:
    value = "x”; “y” is " * 50_000
    assert in_chinese(f"“{value}” is not a number") == f"“{value}”不是数字"
    assert in_chinese(value) == value


def test_a_report_on_a_bad_file_is_chinese(rapport: Rapport, tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_text(
        "月份,客户,国家,产品,平台,出货量\n2026-10,联想,CN,A1,own,1O0\nsoon,联想,CN,A1,own,5\n2026-10,联想,CN,#N/A,own,5\n"
        "2026-10,联想,JP,A1,啥,60\n2026-10,联想,JP,A1,啥,60\n2026-10,,JP,A1,own,7\n2026-10,联想,JP,A2,own,\n2026-10,联想\n"
        "合计,,,,,9999\n",
        encoding="utf-8",
    )
    report = rapport("import", path, "--dry-run", "--lang", "zh-hans").out
    problems = [line for line in report.splitlines() if line.startswith("! ")]
    assert len(problems) == 10
    assert [line for line in problems if english_words(line.replace("坏.csv", "").partition(" → ")[0])] == []
    assert "! 坏.csv，第 2 行，出货量：“1O0”不是数字 → 100\n" in report
    assert "坏.csv A1:F10：出货（实际）\n" in report
    assert "\n出货量合计：127\n" in report
    assert "\n待确认的新客户：联想\n" in report
    assert english_words(re.sub(r"(?m)^(.*csv.*| [^ ]+ +[a-z]+ )", "", report.partition("! ")[0])) == []
