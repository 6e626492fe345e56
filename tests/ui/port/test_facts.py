"""Profile, mergers, printed figures and cooperation of a port, in words."""

import pandas as pd

from language.formats import plain
from ui.port import facts

NAMES = {"XX": "Exland", "XXALP": "Alpha", "XXBET": "Beta", "XXGAM": "Gamma", "X-GRP": "Group"}
NOTHING = pd.DataFrame(columns=["port_id", "denominator", "region_id", "nuts_version", "name"])


def port(**more: object) -> pd.Series:
    held = {"entity_type": "port", "port_id": "XXALP", "id_kind": "unlocode", "name": "Alpha", "name_local": "Alfa"}
    held |= {"country": "XX", "port_role": "core", "merged_into": None, "eurostat_code": "XX_1XXALP", "ten_t": "core"}
    return pd.Series(held | {"stat_first_year": 1997, "stat_last_year": 2019} | more)


def test_the_profile_tells_names_code_regions_over_versions_and_the_one_measured_against() -> None:
    regions = pd.DataFrame(
        [["XX111", "2016", "Coast"], ["XX114", "2021", "Wider coast"], ["XX114", "2024", "Wider coast"]],
        columns=["region_id", "nuts_version", "name"],
    )
    measured = pd.DataFrame([["XXALP", "population", "XX111", "2016", "Coast"]], columns=NOTHING.columns)
    told = dict(facts.profile(port(), regions, measured, NAMES, "en"))
    assert told["Local name"] == "Alfa"
    assert told["Country"] == "Exland"
    assert told["Code"] == "XXALP (UN/LOCODE)"
    assert told["Measured against"] == "Coast (XX111, NUTS 2016)"
    assert told["Regions"] == "XX111 Coast in NUTS 2016; XX114 Wider coast in NUTS 2021, 2024"
    assert told["Reported to Eurostat"] == "1997–2019, as XX_1XXALP"


def test_a_port_without_series_and_an_area_over_regions_say_so() -> None:
    none = pd.DataFrame(columns=["region_id", "nuts_version", "name"])
    bare = dict(facts.profile(port(stat_first_year=pd.NA), none, NOTHING, NAMES, "en"))
    assert bare["Reported to Eurostat"] == "no annual goods series"
    assert bare["Measured against"] == "no region with figures held"
    area = port(entity_type="area", port_id="X-GRP", id_kind=None, country=None, port_role="group")
    told = dict(facts.profile(area, none, NOTHING, NAMES, "en"))
    assert told["Measured against"] == "no single region: it spans several"
    assert told["Code"] == "X-GRP (code of this monitor)"


LINEAGE = pd.DataFrame(
    [
        ["L1", "legal_merger", "XXALP", "Port of Alpha", "XXGAM", "Gamma", "2022-04-28", "day", "see a.eu", "Paper"],
        ["L1", "legal_merger", "XXBET", "Port of Beta", "XXGAM", "Gamma", "2022-04-28", "day", "see a.eu", "Paper"],
    ],
    columns=["lineage_id", "lineage_kind", "predecessor", "predecessor_name", "successor", "successor_name"]
    + ["effective", "effective_precision", "note", "publisher"],
).assign(locator="https://a.eu/merger; https://b.eu")


def test_a_merger_is_one_entry_with_its_parts_date_and_source() -> None:
    (item,) = facts.lineage_items(LINEAGE, "en")
    assert item.when == "28 April 2022"
    assert item.heading == "Port of Alpha and Port of Beta became part of Gamma"
    assert (item.source, item.url) == ("Paper", "https://a.eu/merger")


def test_relatives_are_before_after_within_or_parts_and_each_named_once() -> None:
    parts = pd.DataFrame([["XXGAM", "XXALP"], ["XXGAM", "XXBET"], ["X-GRP", "XXGAM"]], columns=["entity", "member"])
    gamma = facts.relatives("XXGAM", port(), LINEAGE, parts)
    assert gamma == {"parts": (), "before": ("XXALP", "XXBET"), "after": (), "within": ("X-GRP",)}
    alpha = facts.relatives("XXALP", port(merged_into="XXGAM"), LINEAGE, parts)
    assert alpha == {"parts": (), "before": (), "after": ("XXGAM",), "within": ()}
    group = facts.relatives("X-GRP", port(entity_type="area"), LINEAGE.iloc[:0], parts)
    assert group["parts"] == ("XXGAM",)


GROUPS = ("liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo")


def prints(
    period: str, values: list[float], freq: str = "A", publisher: str = "Port", total: float = 0
) -> pd.DataFrame:
    """The cargo groups of one print, as many as values are given, with its total."""
    table = {"cargo_type": [*GROUPS[: len(values)], "total"], "obs_value": [*values, total], "freq": freq}
    fixed = {"measure": "gross_weight_port_authority", "measure_title": "Goods as printed", "direction": "total"}
    fixed |= {"unit": "t", "obs_status": "A", "is_rounded": True, "series_id": "_Z", "note": "seaborne"}
    fixed |= {"publisher": publisher, "dataset": "Results", "locator": "https://p.eu", "published_unit": "Mt"}
    whole = pd.DataFrame(table | fixed | {"published_value": "1"})
    return whole.assign(period_start=pd.Timestamp(period))


def test_the_cargo_mix_is_the_newest_period_with_all_five_groups_of_one_source() -> None:
    older, newer = (
        prints("2021-01-01", [5e6, 4e6, 3e6, 2e6, 1e6]),
        prints("2023-01-01", [6e6, 4e6, 3e6, 2e6, 1e6], total=17e6),
    )
    partial = prints("2024-01-01", [1.0, 2.0, 3.0, 4.0])
    rows = pd.concat([older, newer, partial])
    mix = facts.cargo_mix(rows)
    assert mix["period_start"].unique().tolist() == [pd.Timestamp("2023-01-01")]
    assert dict(zip(mix["cargo_type"], mix["obs_value"], strict=True))["liquid_bulk"] == 6e6
    assert facts.printed_total(rows, mix) == 17e6
    assert [plain(note) for note in facts.mix_notes(mix, 17e6, "en")] == [
        "Rounded by the publisher.",
        "The five parts add up to 16.0 Mt; the total printed beside them is 17.0 Mt.",
    ]
    title = plain(facts.mix_title(mix, "Alpha", "2023", "en"))
    assert title == "Largest kind of cargo of Alpha in 2023: liquid bulk, 37.5 % of the tonnes"


def test_two_publishers_together_make_no_mix_and_a_year_goes_before_its_last_quarter() -> None:
    one, two = prints("2023-01-01", [1.0, 2.0, 3.0]), prints("2023-01-01", [0.0] * 5, publisher="Press").iloc[3:]
    assert facts.cargo_mix(pd.concat([one, two])).empty
    year, quarter = prints("2023-01-01", [5.0, 4, 3, 2, 1]), prints("2023-10-01", [5.0, 4, 3, 2, 1], freq="Q")
    assert set(facts.cargo_mix(pd.concat([quarter, year]))["freq"]) == {"A"}
    later = prints("2024-01-01", [5.0, 4, 3, 2, 1], freq="Q")
    assert set(facts.cargo_mix(pd.concat([year, later]))["freq"]) == {"Q"}


def test_newest_prints_say_about_where_rounded_and_keep_the_publishers_definition() -> None:
    rows = pd.concat([prints("2021-01-01", [], total=4e6), prints("2023-01-01", [], total=5e6)])
    (item,) = facts.newest_prints(rows, "en")
    assert plain(item.when) == "about 5.00 Mt"
    assert (item.heading, item.detail) == ("Goods as printed", "2023. Seaborne.")
    assert (item.source, item.url) == ("Port", "https://p.eu")


def test_the_table_of_prints_holds_every_print_with_its_place() -> None:
    rows = prints("2023-01-01", [5.0, 4, 3, 2, 1], total=15.0)
    table = facts.prints_table(rows, "en")
    assert table["value"].tolist() == rows["obs_value"].tolist()
    assert table["figure"].iloc[0] == "Goods as printed, liquid bulk"
    assert set(table.columns) == set(facts.prints_headers("en"))


def test_a_project_says_why_it_is_listed_and_its_money() -> None:
    projects = pd.DataFrame(
        [
            [
                "P",
                "Pilot",
                "partner_in_region",
                "Programme",
                1_900_000,
                pd.NA,
                None,
                "2016-04-01",
                "day",
                "2020-03",
                "month",
            ]
        ],
        columns=["acronym", "title", "link", "programme_name", "budget_eur", "eu_amount_eur", "lead_name"]
        + ["date_start", "date_start_precision", "date_end", "date_end_precision"],
    ).assign(publisher="Site", locator="site page 3")
    (item,) = facts.project_items(projects, "en")
    assert item.when == "1 April 2016 to March 2020"
    assert item.heading == "P: Pilot"
    assert plain(item.detail) == (
        "Listed because a partner sits in the region of the port. Programme: Programme. Budget 1.90 M EUR."
    )
    assert item.url == ""


def test_undated_events_stand_on_their_own_shelf() -> None:
    columns = ["name", "date_start", "date_start_precision", "date_end", "date_end_precision", "place", "entities"]
    events = pd.DataFrame(
        [
            ["Review", "2020-11-26", "day", None, "unknown", None, "XXALP;XXBET"],
            ["Mission", "2016", "year", "2016", "year", None, "XXALP"],
            ["Workshop", None, "unknown", None, "unknown", "Coast", "XXALP"],
        ],
        columns=columns,
    ).assign(publisher="Site", locator="")
    dated, undated = facts.event_items(events, NAMES, "XXALP", "en")
    assert [(item.when, item.detail) for item in dated] == [("26 November 2020", "With Beta."), ("2016", "")]
    assert [(item.when, item.detail) for item in undated] == [("undated", "In Coast.")]


def test_a_recommendation_keeps_its_unknown_status() -> None:
    asked = pd.DataFrame(
        [["R4", "EV", "Dynamic monitoring", "unknown", "Review", "2020-11-26", "Site", "page 2"]],
        columns=[
            "rec_id",
            "event_id",
            "recommendation",
            "rec_status",
            "event_name",
            "date_start",
            "publisher",
            "locator",
        ],
    )
    (item,) = facts.recommendation_items(asked, "en")
    assert (item.when, item.heading) == ("R4", "Dynamic monitoring")
    assert item.detail == "Status unknown: nobody has reported on it yet."
    assert facts.reviews(asked, "en") == "Review (26 November 2020)"
