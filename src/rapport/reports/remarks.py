"""What people wrote about a section, as blocks: what happened, why, and the correction with its owner, day and proof."""

from collections.abc import Iterator, Sequence

from rapport.core.pack import Lang, Trade
from rapport.reports import dates
from rapport.reports.blocks import Column, Missing, Sentence, Table
from rapport.reports.comments import TEXTS, Comment, GivenTable
from rapport.reports.standings import missing
from rapport.reports.words import REMARKS, filled


def tables(comments: Sequence[Comment], trade: Trade, lang: Lang) -> Iterator[Table]:
    """One small table a note: a row for each text that it has, and one for who does what by when, proved by what.

    A table that its author brought stands below it, marked as given.
    """
    for comment in comments:
        rows = [(REMARKS[name](lang), words) for name in TEXTS if (words := text(comment, name, lang))]
        if comment.due:
            rows.append((REMARKS["by_when"](lang), _by_when(comment, trade, lang)))
        heads = (Column("", is_figures=False), Column("", is_figures=False))
        if rows:
            yield Table(_caption(comment, lang), heads, tuple(rows))
        if comment.given:
            yield _given(comment, comment.given, lang)


def _given(comment: Comment, given: GivenTable, lang: Lang) -> Table:
    """A brought table as it is; columns of nothing but figures stand right."""
    columns = [
        Column(head, is_figures=place > 0 and all(_is_figure(row[place]) for row in given.rows if row[place]))
        for place, head in enumerate(given.heads)
    ]
    title = "".join(f"{part} · " for part in (comment.account(lang), given.title) if part)
    marked = filled(REMARKS["given_by" if comment.author else "given"], lang, file=given.file, author=comment.author)
    return Table(f"{title}{marked}", tuple(columns), given.rows)


def _is_figure(words: str) -> bool:
    return any(letter.isdigit() for letter in words) and not any(letter.isalpha() for letter in words)


def sentences(comments: Sequence[Comment], lang: Lang) -> Iterator[Sentence]:
    """What each note says happened, as a sentence."""
    yield from (Sentence((text(comment, "what", lang),)) for comment in comments if text(comment, "what", lang))


def lacking(comments: Sequence[Comment], lang: Lang) -> Iterator[Missing]:
    """What the notes of a section that needs them still lack: all of it, what happened or why, a text in this language."""
    if not comments:
        yield missing("commentary", lang)
    if any(not text(comment, name, lang) for comment in comments for name in ("what", "why")):
        yield missing("half", lang)
    if any(_is_foreign(comment, name, other) for comment in comments for name in TEXTS for other in ("en", "zh-hans")):
        yield missing("translation", lang)


def _is_foreign(comment: Comment, name: str, lang: str) -> bool:
    """Whether a text stands in the other language only."""
    found = comment.texts[name]
    own, other = (found.en, found.zh_hans) if lang == "en" else (found.zh_hans, found.en)
    return bool(other and not own)


def text(comment: Comment, name: str, lang: Lang) -> str:
    """A text of a note in this language; where it was written in the other only, that one, marked."""
    found = comment.texts[name]
    if _is_foreign(comment, name, lang):
        return filled(REMARKS["foreign"], lang, text=found.en or found.zh_hans)
    return found(lang)


def _by_when(comment: Comment, trade: Trade, lang: Lang) -> str:
    due = dates.day(comment.due, lang) if comment.due else ""
    said = filled(REMARKS["owner"], lang, owner=comment.owner, due=due)
    return said + filled(REMARKS["proof"], lang, kpi=trade.kpis[comment.kpi].label(lang)) if comment.kpi in trade.kpis else said


def _caption(comment: Comment, lang: Lang) -> str:
    key = "caption_by" if comment.author else "caption"
    account = f"{comment.account(lang)} · " if comment.account.en else ""
    return account + filled(REMARKS[key], lang, number=comment.number, author=comment.author)
