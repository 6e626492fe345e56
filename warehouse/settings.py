"""Where the data folder is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PRODUCT_VERSION = "0.1.0"


@dataclass(frozen=True)
class Settings:
    """Folders of one installation; `PRM_DATA` moves all of them together."""

    data: Path

    @property
    def reference(self) -> Path:
        """Curated tables in our own schema, kept in git."""
        return self.data / "reference"

    @property
    def inbox(self) -> Path:
        """Tables that officers fill, in the columns of the reference tables of the same name."""
        return self.data / "inbox"

    @property
    def ledger(self) -> Path:
        """Expectations written before results, only ever appended to."""
        return self.data / "ledger"

    @property
    def warehouse(self) -> Path:
        """Published vintages and the pointer to the current one."""
        return self.data / "warehouse"

    @property
    def snapshots(self) -> Path:
        """What publishers answered, byte for byte: a folder a source, in it a folder a release."""
        return self.data / "snapshots"


def from_environment() -> Settings:
    """The settings of this process: `PRM_DATA`, or the folder `data` beside the code."""
    default = Path(__file__).resolve().parent.parent / "data"
    return Settings(Path(os.environ.get("PRM_DATA") or default).resolve())
