"""The pictures of the page in the docs: `pytest tests/browser --write-screenshots`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser_pages import PHONE

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "light": ("", {"color_scheme": "light"}),
    "dark": ("", {"color_scheme": "dark"}),
    "focus": ("focus=thm:6.6&id=thm:6.6", {"color_scheme": "light"}),
    "statement": ("id=lem:6.3", {"color_scheme": "dark"}),
    "search": ("q=attention&verdict=ill-formed", {"color_scheme": "light"}),
    "phone": ("id=lem:6.3", {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_can_be_pictured(open_page, request, tmp_path: Path, name: str) -> None:
    view, screen = PICTURES[name]
    page = open_page("real", view, **screen).page
    if "focus" in view:
        page.locator("#laying", has_text="in the graph").wait_for()
    page.wait_for_timeout(300)
    write = request.config.getoption("write_screenshots", default=False)
    folder = IMAGES if write else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"page-{name}.png"
    page.screenshot(path=file)
    assert file.stat().st_size > 10_000
