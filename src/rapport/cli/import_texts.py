"""What an import says of rows, sheets and columns: every English text with its Chinese.

Slots of the same name stand for the same. What is in one is told by its kind, which is its name without digits: see `KINDS` in
`rapport.cli.import_words`. The first pair that fits is taken, so what ends on more than others comes before them.
"""

from collections.abc import Sequence

from rapport.core.pack import Label

_CELLS = (
    Label("the cell holds the error {value}", "单元格是公式错误 {value}"),
    Label(
        "the formula has no stored result; open the workbook in Excel or LibreOffice, save it there, import again",
        "公式没有保存计算结果；请用 Excel 或 LibreOffice 打开并保存该工作簿，再重新导入",
    ),
    Label("“{value}” is not a number", "“{value}”不是数字"),
    Label(
        "“{value}” is not a number in this column, whose decimal sign is “{sign}”",
        "“{value}”在本列中不是数字：本列的小数点为“{sign}”",
    ),
    Label(
        "“{value}” has digits of another script, which are not read; write them with 0 to 9",
        "“{value}”含有其他文字的数字，无法读取；请改用 0 至 9",
    ),
    Label("“{value}” is a power of ten; write the number out", "“{value}”是科学计数法；请写出完整数字"),
    Label("“{value}” is a power of ten; it needs more than a fact can hold", "“{value}”是科学计数法，超出可存储的位数"),
    Label("“{value}” is too large: an amount has at most 14 digits before the point", "“{value}”过大：小数点前最多 14 位"),
    Label(
        "“{value}” times {scale} needs more than four decimals; nothing is rounded in silence, so round it in the file",
        "“{value}”乘以 {scale} 后超过四位小数；系统不会擅自四舍五入，请先在文件中处理",
    ),
    Label(
        "“{value}” needs more than four decimals; nothing is rounded in silence, so round it in the file",
        "“{value}”超过四位小数；系统不会擅自四舍五入，请先在文件中处理",
    ),
    Label(
        "“{value}” is no share of a whole: shares are loaded as fractions of 1, and percents are not guessed",
        "“{value}”不是有效的份额：份额须写成 0 至 1 的小数，系统不会猜测其是否为百分数",
    ),
    Label(
        "“{value}” is no day, month, quarter or year; write it like 2026-10 or 2026-10-31",
        "“{value}”不是日期、月份、季度或年份；请写成 2026-10 或 2026-10-31 的形式",
    ),
    Label(
        "{day} is more than {years} years after the release of {release}: loaded as it stands; "
        "mend the year if it is a slip, or say --set scenario=plan if it is no actual amount",
        "{day} 比发布日期 {release} 晚 {years} 年以上：已按原样载入；年份如有误请更正，如非实际数据请注明 --set scenario=plan",
    ),
    Label("the currency of {heading} is missing", "缺少“{heading}”的币种"),
    Label("the {key} is missing", "缺少{key}"),
    Label(
        "“{value}” is no scenario that is known; write {scenarios}",
        "无法判断“{value}”是实际、计划、预算还是预测；请写以下之一：{scenarios}",
    ),
    Label("“{value}” is no {key} of a fact; write it as other rows do", "“{value}”不是有效的{key}；请参照其他行填写"),
    Label(
        "its grain, scenario, sender or currency is not that of a fact: money has a currency, nothing else has; mend the row",
        "该行的时间粒度、场景、发送方或币种无效：金额须有币种，其他数据不得有币种；请更正该行",
    ),
)

_CURRENCIES = (
    Label(
        "“{value}” is no currency that is known; write its ISO code, as in {names}",
        "“{value}”不是可识别的币种；请写 ISO 代码，如 {names}",
    ),
    Label(
        "the amount is in {code} by its heading “{heading}” and in “{value}” by column “{column}”; mend the one that is wrong, "
        'or have the column left out by a map file: [columns] "{column}" = "ignored"',
        "金额的币种按列标题“{heading}”为 {code}，按“{column}”列却是“{value}”；请更正有误的一处，"
        '或在映射文件中忽略该列：[columns] "{column}" = "ignored"',
    ),
    Label(
        "the cell does not say of which currency it is, as others of the column do ({code}); write it there, as in {code} 500, "
        "or say it of all such cells, as in --set currency=USD",
        "单元格没有注明币种，而同列其他单元格注明了（{code}）；请补写，如 {code} 500，或统一指定，如 --set currency=USD",
    ),
    Label(
        "“{value}” has a sign that {code} is not written with, and the amount is told in {code}; mend the cell or its currency",
        "“{value}”中的货币符号与金额的币种 {code} 不符；请更正单元格或币种",
    ),
    Label(
        "“{heading}” names its currency, so column “{column}” was not used for it",
        "“{heading}”已注明币种，因此没有采用“{column}”列",
    ),
    Label(
        "{same} of {several} products that are sold in several currencies ({names}) cost the same number in each: the amounts "
        "seem to be in one currency, whatever “{column}” says, and no rate should be applied to them. They are loaded as it "
        'says; if it is wrong, leave it out by a map file, [columns] "{column}" = "ignored", and say the currency with '
        "--set currency=…",
        "以多种币种（{names}）销售的 {several} 个产品中，有 {same} 个在各币种下单价数字相同：不论“{column}”列如何注明，"
        "这些金额很可能是同一币种，不应再按汇率折算。目前已按该列载入；如该列有误，请在映射文件中忽略它："
        '[columns] "{column}" = "ignored"，并用 --set currency=… 指定币种',
    ),
)

_PERIODS = (
    Label(
        "“{value}” is a period of a calendar that is not known here; write the calendar of its sender in a pack of this home "
        '([calendar.…] with senders and years), and import with --sender, or with calendar = "…" in a map file',
        "“{value}”是财务期间，但此处没有相应的财历；请在主目录的业务包中写入其发送方的财历"
        '（[calendar.…]，含 senders 和 years），再用 --sender 导入，或在映射文件中写 calendar = "…"',
    ),
    Label("“{value}” is no period; write {names} or {last}", "“{value}”不是有效的财务期间；请写成 {names} 或 {last}"),
    Label(
        "{year} is no year: the calendar “{calendar}” begins with {first}",
        "{year} 不是有效的财年：财历“{calendar}”从 {first} 开始",
    ),
    Label("{told}; {days} is in no year of it: tell it by month", "{told}；{days} 不属于其任何财年：请按月份填写"),
    Label(
        "{value} is no period: {year} of the calendar “{calendar}” ({days}) has {first} to {last}",
        "{value} 不是有效的财务期间：财历“{calendar}”的 {year}（{days}）只有 {first} 至 {last}",
    ),
    Label(
        "{value} is no period: {year} of the calendar “{calendar}” ({days}) has no weeks, but months",
        "{value} 不是有效的财务期间：财历“{calendar}”的 {year}（{days}）按月划分，没有周",
    ),
)

_ROWS = (
    Label("rows without an amount were left out: {rows}", "没有数值，已略过（第 {rows}行）"),
    Label("rows that say the headings again were left out: {rows}", "重复列标题，已略过（第 {rows}行）"),
    Label("{count} hidden rows were not read: {rows}", "有 {count} 个隐藏行未读取（第 {rows}行）"),
    Label("sheet “{sheet}” is hidden and was not read", "工作表“{sheet}”被隐藏，未读取"),
    Label("printed from the facts of sheet “{sheet}”: not read", "由工作表“{sheet}”中的数据生成，未读取"),
    Label("the line is longer than 2 MB, as no row of a table is", "该行超过 2 MB，不可能是表格中的一行"),
    Label("“{value}” stands alone on its line and was left out", "“{value}”单独成行，已略过"),
    Label(
        "the line has {count} cells, the table {columns} columns: “{value}”",
        "该行有 {count} 个单元格，而表格有 {columns} 列：“{value}”",
    ),
    Label(
        "read as {encoding} by its letters; if they look wrong, name another in a map file: encoding = …",
        "根据文字特征按 {encoding} 编码读取；如文字有误，请在映射文件中指定其他编码：encoding = …",
    ),
    Label(
        "exact repeats of other rows: {count}, the first is row {row}; they were added up, "
        "so take them out if they stand there twice by mistake",
        "有 {count} 行与其他行完全相同，首行为第 {row} 行；已相加，如系误重复请删除",
    ),
    Label(
        "rows that sheet “{sheet}” tells, too: {count}, the first is row {row}; they were added up, "
        "so take them out of one of the sheets if they stand there twice by mistake",
        "有 {count} 行与工作表“{sheet}”中的行相同，首行为第 {row} 行；已相加，如系误重复请从其中一个工作表中删除",
    ),
    Label(
        "rows without an account: {count}, the first is row {row}; loaded as figures of no account, "
        "so fill the cells in if they were forgotten",
        "有 {count} 行未填客户，首行为第 {row} 行；已作为无客户的数字载入，如系漏填请补上",
    ),
    Label(
        "{where}: batch {batch} stays, because rows of its new version were rejected",
        "{where}：批次 {batch} 保持不变，因为新版本中有行被拒绝",
    ),
    Label("{count} more problems are not listed", "另有 {count} 个问题未列出"),
)

_NAMES = (
    Label("“{value}” is taken for {name}, the same {key}", "“{value}”视同 {name}（同一{key}）"),
    Label(
        "“{value}” is no {key} that the pack knows; it knows {values}; the rows are loaded without it",
        "“{value}”不是已定义的{key}（已定义：{values}）；这些行已载入，但未标注{key}",
    ),
    Label(
        "“{value}” is {names} in {month}; the commoner one is taken",
        "“{value}”在 {month} 有不同的值（{names}）；已采用出现较多的一个",
    ),
    Label(
        "“{value}” stands in several rows that differ and hold from the same day; none of them is loaded",
        "“{value}”有多行内容不同，生效日期却相同；这些行均未载入",
    ),
    Label(
        "figures stand under “{name}”, apart from “{value}”: undo the batches that name it, then import their files again",
        "“{name}”名下已有数据，与“{value}”分开统计：请撤销含该名称的批次（undo），再重新导入相应文件",
    ),
)

_TOTALS = (
    Label(
        "the file says {total} for {heading} of the rows between this total and the one before, they come to {sum}",
        "从上一合计行到本行，文件中“{heading}”的合计为 {total}，而各行相加为 {sum}",
    ),
    Label(
        "the file says {total} in all for {heading}, its rows come to {sum}",
        "文件中“{heading}”的合计为 {total}，而各行相加为 {sum}",
    ),
    Label(
        "the total {total} of {heading} does not say which rows it sums",
        "“{heading}”的合计 {total} 没有说明是哪些行之和",
    ),
    Label(
        "“{value}” (rows: {count}) may be a total and is no sum of two or more rows beside it: "
        "loaded as a value of its own; take it out if it is a total",
        "“{value}”（共 {count} 行）可能是合计，但不等于其余两行或多行之和：已作为单独的值载入；如是合计请删除",
    ),
    Label(
        "{told} empty and {told2}: taken for {_}, checked and not loaded; if not so, give {_2} a name there, such as “Other”",
        "{told}，且数值{told2}：视为合计，已核对，不载入；如非合计，请在空白处填写名称，如“其他”",
    ),
    Label(
        "{told} empty and {told2}, though most like it are: taken for wrong totals and not loaded; "
        "if not so, give {_} a name there, such as “Other”",
        "{told}，数值{told2}，而同类行大多相等：视为有误的合计，不载入；如非合计，请在空白处填写名称，如“其他”",
    ),
    Label(
        "{told} empty and {told2}: loaded as what is not broken down; take {_} out if {_2}, "
        "else give {_} a name there, such as “Other”",
        "{told}，且数值{told2}：已作为未细分数据载入；如是合计请删除，否则请在空白处填写名称，如“其他”",
    ),
    Label("row {row} leaves {heads}", "第 {row} 行的{heads}为空"),
    Label("rows {rows} leave {heads}", "第 {rows}行的{heads}为空"),
    Label(
        "{told} (row {row} says {said} of {heading}, the others come to {sum})",
        "{told}（第 {row} 行的“{heading}”为 {said}，其他各行相加为 {sum}）",
    ),
    Label("is the sum of {told}", "等于{told}之和"),
    Label("are the sums of {told}", "等于{told}之和"),
    Label("is not the sum of {told}", "不等于{told}之和"),
    Label("are not the sums of {told}", "不等于{told}之和"),
    Label("the rows above", "上方各行"),
    Label("the rows of the same {heads} that name {_}", "{heads}相同、此处已填写的各行"),
    Label("the rows that name {_}", "此处已填写的各行"),
)

_RATES = (
    Label("“{value}” is no rate: it is more than zero", "“{value}”不是有效的汇率：汇率须大于零"),
    Label(
        "“{value}” is no kind of rate: average (of a month or of its days) or budget",
        "“{value}”不是汇率类型：应为 average（月平均或每日汇率）或 budget（预算汇率）",
    ),
    Label(
        "a currency is missing, or is none that is known; write ISO codes, as in EUR, or a pair, as in EUR/USD",
        "缺少币种，或币种无法识别；请写 ISO 代码，如 EUR，或货币对，如 EUR/USD",
    ),
    Label(
        "an average rate is of a month or a day; only a budget rate holds for a quarter or a year",
        "平均汇率须按月或按日；只有预算汇率可按季度或年度",
    ),
    Label(
        "{rate}, and another row says otherwise for the same day; neither is loaded",
        "{rate}，而另一行同一天的汇率与此不同；两者均未载入",
    ),
    Label(
        "{rate} is over {times} times off its neighbours, as a rate quoted the other way round is; it is not loaded",
        "{rate} 与前后汇率相差 {times} 倍以上，疑似标价方向相反；未载入",
    ),
    Label("{told}; of fewer than {few}: {months}", "{told}；少于 {few} 天的月份：{months}"),
    Label(
        "daily rates became the plain mean of each month, of {least} to {most} days",
        "每日汇率已按月取简单平均，各月 {least} 至 {most} 天",
    ),
)

_GROUNDS = (
    Label(
        "{told}; “{value}” is read as {number}, since “{why}” in row {row} of column “{column}” can only have “{mark}” "
        "as decimal sign; "
        'say decimal = "{other}" in a map file if that is a slip',
        "{told}；“{value}”读作 {number}，因为“{column}”列第 {row} 行的“{why}”只能以“{mark}”为小数点；"
        '如系笔误，请在映射文件中写 decimal = "{other}"',
    ),
    Label(
        "{told}; “{value}” is read as {number}, since “{why}” in row {row} can only have “{mark}” as decimal sign; "
        'say decimal = "{other}" in a map file if that is a slip',
        "{told}；“{value}”读作 {number}，因为第 {row} 行的“{why}”只能以“{mark}”为小数点；"
        '如系笔误，请在映射文件中写 decimal = "{other}"',
    ),
    Label(
        "“{value}” is read as {number}, since “{why}” in row {row} of column “{column}” can only have “{mark}” "
        "as decimal sign; "
        'say decimal = "{other}" in a map file if that is a slip',
        "“{value}”读作 {number}，因为“{column}”列第 {row} 行的“{why}”只能以“{mark}”为小数点；"
        '如系笔误，请在映射文件中写 decimal = "{other}"',
    ),
    Label(
        "“{value}” is read as {number}, since “{why}” in row {row} can only have “{mark}” as decimal sign; "
        'say decimal = "{other}" in a map file if that is a slip',
        '“{value}”读作 {number}，因为第 {row} 行的“{why}”只能以“{mark}”为小数点；如系笔误，请在映射文件中写 decimal = "{other}"',
    ),
    Label(
        "{told}; “{value}” is read as {number}, since each “{mark}” stands before three digits, as where it parts thousands; "
        'say decimal = "{mark}" in a map file if it is the decimal sign',
        "{told}；“{value}”读作 {number}，因为“{mark}”之后均为三位数字，应是千位分隔符；"
        '如“{mark}”是小数点，请在映射文件中写 decimal = "{mark}"',
    ),
    Label(
        "“{value}” is read as {number}, since each “{mark}” stands before three digits, as where it parts thousands; "
        'say decimal = "{mark}" in a map file if it is the decimal sign',
        "“{value}”读作 {number}，因为“{mark}”之后均为三位数字，应是千位分隔符；"
        '如“{mark}”是小数点，请在映射文件中写 decimal = "{mark}"',
    ),
    Label(
        "{told}; it fits {names} too and was taken as {taken}, the pack’s first: --dataset says otherwise",
        "{told}；该表也符合 {names}，已按业务包中排在最前的 {taken} 识别：如有误请用 --dataset 指定",
    ),
    Label("{told}, and its cells name their years", "{told}，且单元格注明了年份"),
    Label("{told}; it is empty", "{told}；该列为空"),
    Label("{told}; {share} of its cells are numbers", "{told}；{share} 的单元格为数字"),
    Label("{told}; {share} of its cells are moments", "{told}；{share} 的单元格为日期或期间"),
    Label("the map file says so", "映射文件指定"),
    Label(
        "“{heading}” is a word for {key}, and its cells are parts of the year beside it",
        "列名“{heading}”表示{key}，单元格为旁边年份的月份或期间",
    ),
    Label("“{heading}” is a word for {key}", "列名“{heading}”表示{key}"),
    Label("“{heading}” says which way round a rate is quoted", "列名“{heading}”说明了汇率的标价方向"),
    Label("nearly “{heading}”", "列名与“{heading}”相近"),
    Label("its cells are moments, and no other column’s are", "单元格为日期或期间，其他列都不是"),
    Label("its cells say whether a row is actual, planned or expected", "单元格注明各行是实际、计划还是预测"),
    Label("{known} of its {all} names are known as {key}", "{all} 个名称中有 {known} 个是已知的{key}"),
    Label("a column of the tidy layout", "明细格式的列"),
)

_NO_TABLES = (
    Label(
        "the map file says that row {row} has the headings, and nothing stands there; mend it there",
        "映射文件指定第 {row} 行为列标题，但该行为空；请更正映射文件",
    ),
    Label(
        "{told}; if row {row} (“{heading}”) heads a reference list, say which, as in --dataset {list}",
        "{told}；如第 {row} 行（“{heading}”）是基础清单的列标题，请指明是哪一种，如 --dataset {list}",
    ),
    Label(
        "no row of headings that are known stands in the first {count} rows",
        "前 {count} 行中没有可识别的列标题",
    ),
    Label(
        "it may be a list of {list}, which knows no {names}: say so with --dataset {list}",
        "可能是基础清单 {list}，但该清单没有{names}列：如确是该清单，请用 --dataset {list} 指明",
    ),
    Label(
        "row {row} has the headings, but as {dataset} it lacks a column for {lacking}; name it in a map file: "
        '[columns] "its heading" = "{column}", or say it for all rows with --set',
        "第 {row} 行是列标题，但按“{dataset}”识别时缺少以下列：{lacking}；请在映射文件中指明："
        '[columns] "列标题" = "{column}"，或用 --set 为所有行指定',
    ),
    Label(
        "row {row} has the headings, but as {dataset} it lacks a column for {lacking}; name it in a map file: "
        '[columns] "{heading}" = "{column}", or say it for all rows with --set',
        "第 {row} 行是列标题，但按“{dataset}”识别时缺少以下列：{lacking}；请在映射文件中指明："
        '[columns] "{heading}" = "{column}"，或用 --set 为所有行指定',
    ),
    Label(
        "row {row} has the headings, but as {dataset} it lacks a column for {lacking}: {parts}; mend the cells and import again",
        "第 {row} 行是列标题，但按“{dataset}”识别时缺少以下列：{lacking}：{parts}；请更正单元格后重新导入",
    ),
    Label("“{heading}” would be the {key} by its heading, but {told}", "“{heading}”按标题应为“{key}”，但{told}"),
    Label(
        "{share} of its cells are numbers, others are like “{value}”",
        "只有 {share} 的单元格为数字，其他如“{value}”",
    ),
    Label(
        "{share} of its cells are days, months or the like, others are like “{value}”",
        "只有 {share} 的单元格为日期或期间，其他如“{value}”",
    ),
    Label(
        "{told} stand across, in cells {cells} (“{first}”, “{second}”, …), and a sheet is not read this way yet: "
        "write one row a {key}, with a column {caption} and one for the amount, such as Units; "
        "or load one column after the other, each by a map file, "
        'as in [columns] "{heading}" = "units" and [constants] {told2}',
        "{told}横向排列在单元格 {cells}（“{first}”“{second}”……）中，目前不能这样读取：请改为每个{key}一行，"
        "设“{caption}”列和数值列（如“数量”）；或用映射文件逐列载入，如 "
        '[columns] "{heading}" = "units" 和 [constants] {told2}',
    ),
    Label('{field} = its month, such as "2026-07"', '{field} = 该列的月份，如 "2026-07"'),
    Label("months or other periods", "月份或其他期间"),
    Label("countries", "国家"),
)

SAID: Sequence[Label] = (
    *_CELLS,
    *_CURRENCIES,
    *_PERIODS,
    *_ROWS,
    *_NAMES,
    *_TOTALS,
    *_RATES,
    *_GROUNDS,
    *_NO_TABLES,
)
"""All texts, problems and grounds alike."""
