"""The page in real Chromium: no wider than a phone, and a page or two of paper; skipped where there is no Chromium."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rapport.reports.writers import html
from tests.reports.contoso import document

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE = """<iframe id="page" src="page.html" style="width:390px;height:800px;border:0"></iframe>
<script>
onload = () => {
  const root = page.contentDocument.documentElement
  document.title = root.scrollWidth - root.clientWidth
}
</script>"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]


@pytest.fixture(params=["en", "zh-hans"])
def browse(request, tmp_path: Path) -> Callable[..., str]:
    """Opens a file of the folder that holds the page, and answers what Chromium prints."""
    (tmp_path / "page.html").write_text(html.write(document(request.param)), "utf-8")
    (tmp_path / "phone.html").write_text(PHONE, "utf-8")
    flags = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--allow-file-access-from-files",
        f"--user-data-dir={tmp_path / 'profile'}",
    )

    def opened(name: str, *more: str) -> str:
        words = [str(CHROMIUM), *flags, *more, (tmp_path / name).as_uri()]
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path).stdout

    return opened


def test_the_page_is_no_wider_than_a_phone(browse):
    assert "<title>0</title>" in browse("phone.html", "--dump-dom")


def test_the_page_prints_on_a4(browse, tmp_path):
    browse("page.html", "--print-to-pdf=page.pdf", "--no-pdf-header-footer")

    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "page.pdf").read_bytes())
    assert 1 <= len(sheets) <= 2
    assert all((round(float(width)), round(float(height))) == (595, 842) for width, height in sheets)
