"""A session with the server as the browser's front end has it, without a browser: a page is asked for and timed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 60.0
LARGEST = 64 * 1024 * 1024


@dataclass
class Answer:
    """One run of a page: what it took from the question on, and its script alone; what it drew, whether it failed."""

    milliseconds: float = 0.0
    script_milliseconds: float = 0.0
    charts: int = 0
    elements: int = 0
    exceptions: list[str] = field(default_factory=list)


class Session:
    """One reader's connection; use as a context. `ask` runs a page and waits for the end of its script."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._wire: ClientConnection | None = None

    def __enter__(self) -> Self:
        address = f"ws://{urlsplit(self.url).netloc}/_stcore/stream"
        self._wire = connect(address, subprotocols=[Subprotocol("streamlit")], max_size=LARGEST)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wire:
            self._wire.close()

    def ask(self, address: str) -> Answer:
        """The answer to an address as "/trends?ports=FRCQF", from the question sent to the script's last word."""
        if self._wire is None:
            raise RuntimeError("a Session is used as a context: with Session(url) as session")
        parts = urlsplit(address)
        context = ContextInfo(url=f"{self.url}{address}", timezone="UTC", locale="en-GB", color_scheme="light")
        asked = ClientState(
            query_string=parts.query, page_name=parts.path.strip("/"), context_info=context, is_history_navigation=True
        )
        begun = time.perf_counter()
        self._wire.send(BackMsg(rerun_script=asked).SerializeToString())
        answer = self._listen(self._wire)
        answer.milliseconds = (time.perf_counter() - begun) * 1000
        return answer

    def _listen(self, wire: ClientConnection) -> Answer:
        answer, begun = Answer(), time.perf_counter()
        while True:
            told = wire.recv(timeout=PATIENCE)
            message = ForwardMsg.FromString(told if isinstance(told, bytes) else told.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                begun = time.perf_counter()
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                answer.script_milliseconds = (time.perf_counter() - begun) * 1000
                return answer
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                answer.elements += 1
                answer.charts += element.WhichOneof("type") in {"plotly_chart", "deck_gl_json_chart"}
                if element.WhichOneof("type") == "exception":
                    answer.exceptions.append(element.exception.message)


def cpu_milliseconds(pid: int) -> float:
    """What a process has used of the processor since it began, in user and system mode together (Linux)."""
    # The name in brackets may hold spaces; the two times are the 12th and 13th fields after it.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
