"""The pinned floors, on the real assistant, over the whole test split."""

import subprocess
import sys
from pathlib import Path


def test_the_floors_hold_on_the_test_split(tmp_path: Path, model_cache: Path) -> None:
    """Answers about the bundled article are right, cited and declined as often as the floors demand."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(model_cache)
    command = [sys.executable, "-m", "ui.cli", "eval", "gate", "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
