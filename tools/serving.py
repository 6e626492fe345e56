"""A real server of our own for the time of a test or a picture: a free port, a log, a clean end."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
HOST: Final = "localhost"
LAST_LINES: Final = 15


class ServingError(RuntimeError):
    """The warehouse could not be built or the server did not answer; the message ends with its last words."""


@dataclass(frozen=True)
class Served:
    """A server that answers: its address, the data folder it reads, the process and its log."""

    url: str
    data: Path
    pid: int
    log: Path


def page_addresses(root: Path = ROOT) -> dict[str, str]:
    """The address of every page by its name: `overview` is the front page, each other has its own path."""
    names = sorted(path.stem for path in (root / "pages").glob("*.py") if not path.stem.startswith("_"))
    return {name: "/" if name == "overview" else f"/{name}" for name in names}


def data_folder() -> Path:
    """The data folder in use: `PRM_DATA`, else `data/` of this tree."""
    return Path(os.environ.get("PRM_DATA") or ROOT / "data")


def build(data: Path, *options: str) -> None:
    """Build the warehouse of a data folder. Raises ServingError with the build's last words."""
    command = [sys.executable, "-m", "etl", "build", *options]
    environment = {**os.environ, "PRM_DATA": str(data)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ServingError(f"'python -m etl build' failed in {data}:\n{_tail(run.stdout + run.stderr)}")


@contextmanager
def served(data: Path, *, seconds: float = 60, script: str = "server.py") -> Iterator[Served]:
    """Start `server.py`, or another script, on a free port over a data folder; it answers; it is ended afterwards.

    Raises ServingError when the server ends early or does not answer within `seconds`.
    """
    with tempfile.TemporaryDirectory(prefix="prm-server-") as folder:
        log = Path(folder) / "server.log"
        port = free_port()
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", script, *_options(port)],
                cwd=ROOT,
                env={**os.environ, "PRM_DATA": str(data)},
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_until_it_answers(process, port, log, seconds)
            yield Served(f"http://{HOST}:{port}", data, process.pid, log)
        finally:
            _end(process)


def _options(port: int) -> list[str]:
    options = {"port": str(port), "headless": "true", "fileWatcherType": "none"}
    return [part for name, value in options.items() for part in (f"--server.{name}", value)]


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _answers(port):
        if process.poll() is not None:
            raise ServingError(f"the server ended with {process.returncode}:\n{_tail(_read(log))}")
        if time.monotonic() > deadline:
            raise ServingError(f"the server did not answer within {seconds:.0f} s:\n{_tail(_read(log))}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-LAST_LINES:])
