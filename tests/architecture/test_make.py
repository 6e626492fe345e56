"""`make run` on a machine that cannot start it says so in one sentence, and what to do about it."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = shutil.which("make")
# Answers as a Python 3.11 of which Debian has split off the part that makes virtual environments.
WITHOUT_VENV = '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *) exit 0;; esac\n'
TOO_OLD = "#!/bin/sh\nexit 1\n"

pytestmark = pytest.mark.skipif(MAKE is None, reason="there is no make here")


def make_run(folder: Path, pythons: dict[str, str]) -> tuple[int, list[str]]:
    """The return code and what `make run` said, in a fresh folder where only the given pythons are found."""
    programs = folder / "programs"
    programs.mkdir()
    for name, script in pythons.items():
        (programs / name).write_text(script, encoding="utf-8")
        (programs / name).chmod(0o755)
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    environment = {"PATH": str(programs)}
    command = [str(MAKE), "--no-print-directory", "run"]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = [line for line in (run.stdout + run.stderr).splitlines() if not line.startswith("make:")]
    return run.returncode, said


@pytest.mark.parametrize("pythons", [{}, {"python3": TOO_OLD, "python": TOO_OLD}])
def test_a_machine_without_a_python_of_3_11_is_told_so(tmp_path: Path, pythons: dict[str, str]) -> None:
    code, said = make_run(tmp_path, pythons)
    assert code != 0
    assert len(said) == 1
    assert said[0].startswith("Port Region Monitor needs Python 3.11 or newer and found none: install one")


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    code, said = make_run(tmp_path, {"python3.12": WITHOUT_VENV, "python3": TOO_OLD})
    assert code != 0
    assert len(said) == 1
    assert said[0].startswith("python3.12 cannot make a virtual environment")
    assert "sudo apt-get install python3-venv" in said[0]


def test_help_names_every_command() -> None:
    run = subprocess.run(
        [str(MAKE), "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = [line.split()[1] for line in run.stdout.splitlines()]
    assert named == ["help", "run", "test", "check", "bench", "screenshots", "clean"]
