"""The faults, by what they break: where they stand, the right text (once in its file), the wrong one, and what must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One wrong change; `tests` are words for pytest that run the tests which must go red."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


FAULTS: tuple[Fault, ...] = (
    Fault(
        "floors: a lower room looks up",
        "src/rapport/book/journal/digests.py",
        "from rapport.book.journal.models import Entry",
        "from rapport.book.journal.models import Entry\nfrom rapport.book.team.models import User  # noqa: F401",
        "tests/test_house.py",
    ),
    Fault(
        "floors: a foreign key points up",
        "src/rapport/book/accounts/models.py",
        "    name = models.CharField(max_length=255, unique=True)",
        '    name = models.ForeignKey("catalogue.Value", on_delete=models.PROTECT)',
        "tests/test_house.py",
    ),
    Fault(
        "access: the guard stands open",
        "src/rapport/book/accounts/access.py",
        "if (user := _guard.get()) is not None:",
        "if (user := None) is not None:",
        "tests/book/accounts/test_access.py",
    ),
    Fault(
        "access: the old owner sees one day more",
        "src/rapport/book/accounts/access.py",
        "ends_on__gt=on",
        "ends_on__gte=on",
        "tests/book/accounts/test_access.py",
    ),
    Fault(
        "access: who has left still sees",
        "src/rapport/book/accounts/access.py",
        "if not user.is_active:",
        "if False:",
        "tests/book/accounts/test_access.py",
    ),
    Fault(
        "journal: the digest forgets the verb",
        "src/rapport/book/journal/digests.py",
        "        entry.verb,\n",
        "",
        "tests/book/journal/test_journal.py",
    ),
    Fault(
        "journal: nobody waits for the entry before",
        "src/rapport/book/journal/actions.py",
        "Head.objects.select_for_update().get_or_create",
        "Head.objects.get_or_create",
        "tests/book/journal/test_together.py --db postgresql",
    ),
    Fault(
        "journal: an erased payload may come back",
        "src/rapport/book/journal/queries.py",
        "if (salt is None) != (str(number) in erased):",
        "if salt is None and str(number) not in erased:",
        "tests/book/journal/test_journal.py",
    ),
    Fault(
        "catalogue: the earlier batch is right",
        "src/rapport/book/catalogue/queries.py",
        "key=itemgetter(2, 3, 4)",
        "key=itemgetter(2, 4, 3)",
        "tests/book/catalogue/test_catalogue.py",
    ),
    Fault(
        "catalogue: a name of two values means one of them",
        "src/rapport/book/catalogue/queries.py",
        "if len(values) == 1",
        "if values",
        "tests/book/catalogue/test_catalogue.py",
    ),
    Fault(
        "verify: a column of a batch may change",
        "src/rapport/book/performance/manifests.py",
        '{"is_live"}',
        '{"is_live", "known_on"}',
        "tests/book/performance/test_verify.py",
    ),
    Fault(
        "archive: moments are cut to the millisecond",
        "src/rapport/book/performance/archive.py",
        "o.isoformat() if isinstance(o, datetime) else super().default(o)",
        "super().default(o)",
        "tests/book/performance/test_archive.py",
    ),
    Fault(
        "archive: a changed member is taken",
        "src/rapport/book/performance/archive.py",
        "if not _is_inside(name) or _digest(archive, name) != digest:",
        "if not _is_inside(name):",
        "tests/book/performance/test_archive.py",
    ),
    Fault(
        "strays: a file that is being written is swept",
        "src/rapport/book/performance/strays.py",
        "> GRACE",
        "> 0",
        "tests/book/performance/test_strays.py",
    ),
)
