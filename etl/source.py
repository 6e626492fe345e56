"""What a live source is: one record of words, bounds and four functions; and what those functions are given."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pandas as pd
import pandera.pandas as pa

from etl.content import Accept, check_content
from etl.faults import SourceFault
from etl.http import Answer, Limits, Network, Params, Wanted, sha256_of
from etl.progress import Progress
from etl.reference import read_table
from etl.snapshots import Draft, File, Snapshot
from warehouse.connection import Staging, storage_errors
from warehouse.tables import BY_NAME

Request = tuple[str, Params]
Instead = Callable[["Fetching", Path], Request | None]

SET_ASIDE = ("file", "line", "problem", "record")


@dataclass(frozen=True)
class Expect:
    """Declared bounds of the parsed frame; a breach stops the source by the name of the fault.

    `columns` is strict: names, code lists, patterns of numbers. `units` names the columns whose code lists are units.
    """

    columns: pa.DataFrameSchema
    rows: tuple[int, int]
    keys: tuple[str, ...]
    years: tuple[int, int]
    year_column: str | None = None
    units: tuple[str, ...] = ()
    shrink: float = 0.5
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Held:
    """What the reference knows, for mapping a publisher's codes to ours; frames as in data/reference."""

    ports: pd.DataFrame
    regions: pd.DataFrame
    countries: pd.DataFrame
    areas: pd.DataFrame
    port_regions: pd.DataFrame
    organisations: pd.DataFrame
    projects: pd.DataFrame
    outlines: Path

    @classmethod
    def read(cls, reference: Path) -> Held:
        """Read the seven tables; raises SourceError or ContractError as the build does."""
        names = ("port", "region", "country", "area", "port_region", "organisation", "project")
        frames = {name: read_table(reference, BY_NAME[f"core_{name}"]) for name in names}
        return cls(
            ports=frames["port"],
            regions=frames["region"],
            countries=frames["country"],
            areas=frames["area"],
            port_regions=frames["port_region"],
            organisations=frames["organisation"],
            projects=frames["project"],
            outlines=reference / "geo",
        )

    @cached_property
    def port_of_eurostat(self) -> dict[str, str]:
        """Port id by Eurostat's code with country and coast digit (BE_0BEANR)."""
        held = self.ports.dropna(subset=["eurostat_code"])
        return dict(zip(held["eurostat_code"], held["port_id"], strict=True))

    @cached_property
    def port_of_portwatch(self) -> dict[str, str]:
        """Port id by PortWatch's portid."""
        held = self.ports.dropna(subset=["portwatch_id"])
        return dict(zip(held["portwatch_id"], held["port_id"], strict=True))

    @cached_property
    def nuts2(self) -> dict[str, tuple[str, str]]:
        """NUTS edition and name of the NUTS 2 regions around our regions, from the shipped outlines."""
        parents = {code[:4] for code in self.regions["region_id"]}
        found = {}
        for path in sorted(self.outlines.glob("nuts2_*.geojson")):
            for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
                held = feature["properties"]
                found[str(held["region_id"])] = (str(held["nuts_version"]), str(held["name"]))
        return {code: named for code, named in found.items() if code in parents}

    @cached_property
    def country_of_eurostat(self) -> dict[str, str]:
        """ISO code of a country by Eurostat's (EL is GR, UK is GB)."""
        held = self.countries.dropna(subset=["eurostat_country"])
        return dict(zip(held["eurostat_country"], held["country_id"], strict=True))


@dataclass(frozen=True)
class Harmonised:
    """A source's figures in our tables, what was set aside with reasons, and the codes that nobody maps."""

    tables: Mapping[str, pd.DataFrame]
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SET_ASIDE)))
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """What a source that loads itself has put into the warehouse: rows by table, and what was set aside."""

    rows: Mapping[str, int]
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SET_ASIDE)))
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One dataset of one publisher that is refreshed by itself.

    Either `parse` and `harmonise`, or, where the volume forbids frames, `load` and `count`: `count` reads and checks
    the bytes of a fresh snapshot and returns its rows (raising SourceFault), `load` puts them into the staging vintage.
    """

    id: str
    title: str
    publisher: str
    dataset: str
    url: str
    page: str
    licence_id: str
    cadence: str
    max_overdue_days: int
    expect: Expect
    fetch: Callable[[Fetching], None]
    parse: Callable[[Snapshot], pd.DataFrame] | None = None
    harmonise: Callable[[pd.DataFrame, Held, Snapshot], Harmonised] | None = None
    load: Callable[[Snapshot, Staging, Held], Loaded] | None = None
    count: Callable[[Snapshot], int] | None = None
    limits: Limits = field(default_factory=Limits)
    asks: str = ""
    family: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that overrides the base address."""
        return f"PRM_URL_{self.id.upper()}"

    @property
    def base(self) -> str:
        """The address in use: a mirror or a test server from the environment, else the publisher's.

        Datasets of one service share the variable of their family (PRM_URL_EUROSTAT); their own goes before it.
        """
        shared = os.environ.get(f"PRM_URL_{self.family.upper()}") if self.family else None
        return os.environ.get(self.variable) or shared or self.url


class Fetching:
    """What `fetch` is given: saving answers under a name, small look-ups, pages; all through the network room."""

    def __init__(
        self, source: Source, network: Network, draft: Draft, held: Held, progress: Progress, since: date | None = None
    ) -> None:
        """Bind a source to a network and a snapshot in the making."""
        self.source = source
        self.since = since
        self.held = held
        self.base = source.base
        self.last = draft.shelf.last()
        self.progress = progress
        self._network = network
        self._draft = draft

    def save(
        self, name: str, path: str = "", params: Params | None = None, *, accept: Accept, instead: Instead | None = None
    ) -> Path:
        """One answer as a file of the snapshot; `path` is joined to the base, or is a whole address.

        Conditional against the last snapshot; a file that a killed run had completed is not asked for again. `instead`
        looks at what came and says where the answer is to be had, if it is elsewhere.
        Raises SourceFault by name for each way in which an answer can be bad.
        """
        address = self.address(path)
        asked = f"{address}?{json.dumps(params, sort_keys=True)}"
        target = self._draft.folder / name
        finished = self._draft.finished(name, asked)
        if finished is not None:
            self._draft.add(finished)
            return target
        before = self.last.file(name) if self.last else None
        known = before if before and before.asked == asked and self._is_whole(before) else None
        wanted = Wanted(address, target, accept, params or {}, known.validators() if known else {})
        answer = self._answer(wanted, instead)
        if not answer.is_new and self.last is not None:
            self._draft.carry(name, self.last)
            return target
        check_content(target, accept, self.source.expect.encoding, answer.url)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._draft.add(File(name, answer.url, answer.sha256, answer.size, dict(answer.headers), now, asked))
        return target

    def _answer(self, wanted: Wanted, instead: Instead | None) -> Answer:
        """What came, or what came from elsewhere: under that address it is not asked for again, so no validators."""
        answer = self._network.download(wanted, self.progress, self.source.limits)
        elsewhere = instead(self, wanted.target) if instead and answer.is_new else None
        if elsewhere is None:
            return answer
        there = replace(wanted, url=self.address(elsewhere[0]), params=elsewhere[1], validators={})
        return replace(self._network.download(there, self.progress, self.source.limits), headers={})

    def peek(self, path: str) -> bytes:
        """A small answer that is looked at and not kept: how far a publisher has come with something."""
        target = self._draft.folder / f".peek-{threading.get_ident()}"
        self._network.download(Wanted(self.address(path), target, "any"), self.progress, self.source.limits)
        held = target.read_bytes()
        target.unlink()
        return held

    def _is_whole(self, file: File) -> bool:
        path = self.last.folder / file.name if self.last else None
        return path is not None and path.exists() and path.stat().st_size == file.size

    def address(self, path: str = "") -> str:
        """The whole address of a path: joined to the base as a folder."""
        return urljoin(self.base.rstrip("/") + "/", path) if path else self.base

    def json(self, name: str, path: str = "", params: Params | None = None) -> Any:  # noqa: ANN401 - what JSON holds
        """A small look-up in JSON, kept under its name."""
        held = self.save(name, path, params, accept="json")
        try:
            return json.loads(held.read_bytes())
        except ValueError as error:
            raise SourceFault(
                "truncated",
                f"{self.address(path)} answered with JSON that ends too early or is damaged ({error}). Run the refresh "
                "again; if it stays, tell the publisher.",
            ) from error

    def text(self, name: str, path: str = "", params: Params | None = None, *, accept: Accept = "any") -> str:
        """A small look-up in text, kept under its name."""
        return self.save(name, path, params, accept=accept).read_text(encoding=self.source.expect.encoding)

    def pages(
        self,
        name_of: Callable[[int], str],
        requests: Iterable[Request],
        *,
        accept: Accept,
        instead: Instead | None = None,
    ) -> list[Path]:
        """Many answers over few connections, in the order of the requests; the host's limit holds."""
        listed = list(requests)
        done = 0

        def one(number: int, request: Request) -> Path:
            nonlocal done
            path = self.save(name_of(number), request[0], request[1], accept=accept, instead=instead)
            done += 1
            self.progress.done_share(done / len(listed))
            return path

        with ThreadPoolExecutor(self.source.limits.per_host) as pool:
            return list(pool.map(one, range(len(listed)), listed))

    def adopt(self, name: str, path: Path) -> Path:
        """Take a file that lies on this machine into the snapshot, under its name; nothing is asked of the network."""
        target = self._draft.folder / name
        with storage_errors(path):
            shutil.copyfile(path, target)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._draft.add(File(name, path.as_uri(), sha256_of(target), target.stat().st_size, {}, now))
        return target

    def carry(self, name: str) -> Path:
        """Take a file over from the last snapshot without asking; only where `last` has it."""
        if self.last is None:
            raise KeyError(name)
        self._draft.carry(name, self.last)
        return self._draft.folder / name

    def published(self, released_on: date, release: str | None = None) -> None:
        """Say the publisher's own date of the dataset; without it, Last-Modified or the day of retrieval stands."""
        self._draft.released_on, self._draft.release = released_on, release
