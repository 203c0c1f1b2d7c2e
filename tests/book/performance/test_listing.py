"""Facts listed for a document: whole slices as they were loaded, within what one may see, and no word of others."""

from datetime import date
from decimal import Decimal

import pytest

from rapport import packs
from rapport.book.performance import listing
from rapport.book.performance.actions import load
from rapport.book.performance.queries import standing
from rapport.core.periods import Period
from tests.grants import grant
from tests.staged import staged

pytestmark = pytest.mark.django_db
TRADE, TODAY = packs.load(), date(2026, 11, 9)
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
ROW = {"month": "2026-10", "account": "Contoso", "country": "CN", "channel": "D1", "product": "Home", "value": 10}
