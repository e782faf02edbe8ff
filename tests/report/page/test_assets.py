from __future__ import annotations

import base64
import hashlib
import json
from importlib import metadata
from pathlib import Path

import pytest

from varsym.errors import OutputError
from varsym.report import page
from varsym.report.page import assets
from varsym.report.palette import LOOKS

FOLDER = Path(page.__file__).parent


def test_every_file_of_the_page_stands_in_it_once() -> None:
    programs = {file.name for file in FOLDER.glob("*.js")} - {assets.WORKER}
    assert sorted(assets.PROGRAM) == sorted(programs)
    assert sorted(assets.STYLES) == sorted(file.name for file in FOLDER.glob("*.css"))


def test_a_hash_is_that_of_the_text() -> None:
    wanted = base64.b64encode(hashlib.sha256("é".encode()).digest()).decode()
    assert assets.hashed("é") == f"'sha256-{wanted}'"


@pytest.mark.parametrize(
    "text", ["</script>", "<!--<script>", "&amp;", "\u2028\u2029", "\ud800", 'a\\b"c\x00']
)
def test_data_comes_back_and_leaves_no_script_element(text: str) -> None:
    written = assets.data_text({"x": text})
    assert json.loads(written) == {"x": text}
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode()


def test_styles_have_two_colours_for_each_verdict() -> None:
    for verdict, look in LOOKS.items():
        assert f"--ink-{verdict}: light-dark({look.ink}, {look.night_ink});" in assets.style()


def test_the_worker_is_graphviz_and_what_answers() -> None:
    text = assets.worker()
    assert "const Graphviz=" in text
    assert text.rstrip().endswith("};")
    assert "</script" not in text
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("content", [None, "export{a as Other};", "nothing", "\udcff"])
def test_a_page_without_graphviz_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "index.js"
    if content is not None:
        file.write_text(content, encoding="utf-8", errors="surrogateescape")

    class Distribution:
        def locate_file(self, _: str) -> Path:
            return file

    monkeypatch.setattr(metadata, "distribution", lambda name: Distribution())
    with pytest.raises(OutputError, match="easydot"):
        assets.worker()


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_each_ink_is_read_on_each_paper() -> None:
    for ink in LOOKS.values():
        for paper in LOOKS.values():
            assert _contrast(ink.ink, paper.paper) >= 4.5
            assert _contrast(ink.night_ink, paper.night_paper) >= 4.5
