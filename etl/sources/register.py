"""What two world-wide registers say of our ports, beside what we hold: a register never overwrites `core_port`.

A difference in place or name is reported, so that a person looks at it; our own position and name stay.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.source import Harmonised, Held
from warehouse.tables import PORT_REGISTER

EARTH_RADIUS_KM = 6371.0
FAR_KM = 10.0


def entries(rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Rows of `core_port_register`: one a port and entry of the register, with the distance to our marker.

    rows: port_id, register_code, name, lat, lon (NaN where the register prints none), locator and what else is printed.
    """
    ours = held.ports.set_index("port_id")
    distance = distance_km(
        rows["lat"], rows["lon"], rows["port_id"].map(ours["lat"]), rows["port_id"].map(ours["lon"])
    ).round(1)
    return rows.assign(distance_km=distance)


def distance_km(lat: pd.Series, lon: pd.Series, other_lat: pd.Series, other_lon: pd.Series) -> pd.Series:
    """Great-circle distance in kilometres; missing where one of the two places is."""
    one, two = np.radians(lat.astype(float)), np.radians(other_lat.astype(float))
    across = np.radians(other_lon.astype(float) - lon.astype(float))
    chord = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(across / 2) ** 2
    return pd.Series(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)), index=lat.index)


def compared(made: pd.DataFrame, conflicts: dict[str, list[str]]) -> Harmonised:
    """The register's rows with a report of the places that stand further than FAR_KM from our marker."""
    far = made[made["distance_km"] > FAR_KM]
    told = [
        f"{port} ({code}: {km:.0f} km)"
        for port, code, km in zip(far["port_id"], far["register_code"], far["distance_km"], strict=True)
    ]
    unknown = {f"{FAR_KM:.0f} km or more from our marker": told, **conflicts}
    return Harmonised(
        tables={PORT_REGISTER.name: made},
        unknown={kind: codes for kind, codes in unknown.items() if codes},
    )
