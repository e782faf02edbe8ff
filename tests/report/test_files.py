from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from varsym.errors import OutputError
from varsym.report.files import check_writable, write_text


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    write_text(target, "é\n")
    write_text(target, "ü\n")
    assert target.read_bytes() == "ü\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_the_old_file_stays_where_the_new_one_cannot_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.json"
    write_text(target, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space"):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link_and_a_mode_its_mode(tmp_path: Path) -> None:
    target, link = tmp_path / "out.json", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    check_writable(Path(os.devnull))
    write_text(Path(os.devnull), "gone")
    assert not Path(os.devnull).is_file()


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "no/such/place", "a" * 300, "nul\0"])
def test_a_place_that_cannot_be_written_is_refused_first(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="To do"):
        check_writable(tmp_path / name)
    with pytest.raises(OutputError):
        write_text(tmp_path / name, "new")
    assert list(tmp_path.iterdir()) == []
