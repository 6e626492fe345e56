"""Ages, due words and revisions say what one can count on one's fingers."""

import datetime as dt

import pandas as pd

from language.formats import plain
from ui.sources import findings, tables

TODAY = dt.date(2026, 11, 21)
NO_ASIDE = pd.DataFrame({"file": pd.Series(dtype=str), "line": pd.Series(dtype=int)})


def release(source: str, label: str, released: str, **other: object) -> dict[str, object]:
    row = {
        "source_id": source,
        "title": source.title(),
        "publisher": "Office",
        "dataset": "d_1",
        "url": "https://example.org",
        "cadence": "annual",
        "max_overdue_days": 455,
        "note": "",
        "release": label,
        "released_on": pd.Timestamp(released),
        "retrieved_on": pd.Timestamp("2026-11-01"),
        "nuts_version": None,
        "copy_of": None,
        "release_note": "",
        "licence_name": "CC BY 4.0",
        "attribution": "Source: Office, <dataset code>",
        "licence_url": "https://example.org/licence",
        "n_rows": 10,
        "n_values": 10,
        "n_entities": 2,
        "first_period": pd.Timestamp("2020-01-01"),
        "last_period": pd.Timestamp("2024-01-01"),
        "n_gaps": 0,
        "n_series": 2,
        "is_live": False,
        "fetched_from": None,
    }
    return row | other


def extent(*rows: tuple[str, str, int, str, str]) -> pd.DataFrame:
    held = pd.DataFrame(rows, columns=["source_id", "release", "n_ports", "last_freq", "last_day"])
    return held.assign(last_day=pd.to_datetime(held["last_day"]))


def aged(aside: pd.DataFrame = NO_ASIDE) -> pd.DataFrame:
    held = pd.DataFrame(
        [
            release("goods", "2", "2026-05-12"),
            release("goods", "1", "2025-05-12"),
            release("accounts", "1", "2024-07-01", last_period=pd.Timestamp("2022-01-01")),
            release("ships", "q3", "2026-11-01", cadence="quarterly", max_overdue_days=184),
            release(
                "shapes", "x", "2026-11-01", n_rows=0, n_values=0, first_period=pd.NaT, last_period=pd.NaT, n_series=0
            ),
        ]
    )
    reach = extent(
        ("goods", "2", 3, "A", "2024-12-31"),
        ("goods", "1", 3, "A", "2023-12-31"),
        ("accounts", "1", 0, "A", "2022-12-31"),
        ("ships", "q3", 2, "Q", "2024-09-30"),
    )
    return findings.aged(held, reach, aside, dt.date(2026, 11, 1), TODAY)


def test_an_age_is_counted_from_the_day_of_release() -> None:
    row = aged().iloc[0]
    assert (row["age_at_build"], row["age_today"], row["due"]) == (173, 193, "in_time")


def test_an_older_release_of_a_source_is_superseded_not_overdue() -> None:
    assert list(aged()["due"]) == ["in_time", "superseded", "overdue", "overdue", "not_judged"]


def test_a_release_whose_day_is_not_known_is_aged_from_its_last_figure() -> None:
    ships, shapes = aged().iloc[3], aged().iloc[4]
    assert not ships["day_known"]
    assert ships["age_today"] == (TODAY - dt.date(2024, 9, 30)).days == 782
    assert findings.age(shapes["age_today"], "en") == "not known"


def test_quarantined_rows_are_counted_for_their_file() -> None:
    aside = pd.DataFrame({"file": ["reference/observation/goods.csv"] * 2, "line": [2, 3]})
    assert list(aged(aside)["n_quarantined"]) == [2, 2, 0, 0, 0]


def test_the_answer_names_size_newest_oldest_and_overdue() -> None:
    size, newest, oldest, late = (plain(sentence) for sentence in findings.answer(aged(), "en"))
    assert size == (
        "Figures come from 3 sources in 4 releases, 40 values in all. "
        "1 more source gives names, places, shapes and facts."
    )
    assert newest == "The newest port figures reach 2024 (Goods, released 12 May 2026)."
    assert oldest == "The oldest release still in use is of 1 July 2024 (Accounts)."
    assert late == "2 sources are overdue for a newer release: Accounts; Ships."


def test_nothing_overdue_is_said_too() -> None:
    in_time = aged().head(1)
    assert findings.overdue(in_time, "en") == "No source is overdue for a newer release."


def test_a_vintage_without_figures_says_so() -> None:
    assert findings.answer(aged().tail(1), "en") == ("This data vintage holds no figures.",)


def test_the_table_says_overdue_and_links_to_the_dataset() -> None:
    page = tables.html(aged(), "en")
    assert page.count("<tr>") == 6
    assert '<td class="prm-worse">overdue</td>' in page
    assert 'href="https://example.org"' in page
    assert "day of release not known" in page


def test_the_particulars_name_the_dataset_in_the_attribution_and_hide_a_day_that_is_not_known() -> None:
    table = tables.particulars(aged(), "en")
    assert list(table.columns) == list(tables.particular_heads("en"))
    assert table["licence_text"].iloc[0] == "Source: Office, d_1"
    assert list(table["released_on"].iloc[[0, 3]]) == ["2026-05-12", "not known"]


def compared() -> pd.DataFrame:
    rows = [
        ("gdp", "GDP", "EUR", "BE211", "Antwerp", "2021-01-01", 55_857_600_000.0, "P", 56_876_420_000.0, "A", 1.823959),
        ("gdp", "GDP", "EUR", "BE212", "Mechelen", "2021-01-01", 100.0, "A", 101.0, "A", 1.0),
        ("gdp", "GDP", "EUR", "BE211", "Antwerp", "2020-01-01", 100.0, "A", 100.0, "A", 0.0),
    ]
    names = (
        "measure measure_title unit entity name period_start old_value old_status new_value new_status difference_pct"
    )
    frame = pd.DataFrame(rows, columns=names.split())
    return frame.assign(
        period_start=pd.to_datetime(frame["period_start"]), freq="A", old_release="2023", new_release="2024"
    )


def test_revisions_are_counted_and_the_largest_of_a_measure_is_told() -> None:
    counted, largest = (plain(sentence) for sentence in findings.revision_sentences(compared(), "en"))
    assert counted == "3 figures stand in two releases of their source; 2 of them were revised."
    assert largest == (
        "GDP: largest for Antwerp in 2021, from 55.9 bn EUR (release 2023) to 56.9 bn EUR (release 2024), +1.8 %."
    )


def test_the_revision_table_holds_only_what_was_revised_exactly() -> None:
    table = tables.revisions(findings.revised(compared()), "en")
    assert list(table["new_value"]) == [56_876_420_000.0, 101.0]
    assert list(table["old_status"]) == ["provisional", "final"]
    assert list(table["difference_pct"]) == [1.82, 1.0]
    assert list(table.columns) == list(tables.revision_heads("en"))


def test_no_two_releases_say_nothing() -> None:
    assert findings.revision_sentences(compared().head(0), "en") == ()


def test_only_real_choices_of_a_release_are_told() -> None:
    chosen = pd.DataFrame(
        {
            "measures": ["GDP", "A;B;C;D;E"],
            "n_series": [16, 1],
            "release": ["2024", "1"],
            "reason_note": ["Newest release.", findings.ONLY_SOURCE],
        }
    )
    assert findings.choices(chosen, "en") == ("GDP, 16 series: release 2024. Newest release.",)
    assert findings.some_of("A;B;C;D;E", "en") == "A; B; C; and 2 more"


def test_a_live_release_is_in_use_and_the_shipped_one_stays_beside_it() -> None:
    held = pd.DataFrame(
        [
            release("goods", "2026-10-05", "2026-10-05", is_live=True, fetched_from="https://example.org/goods.csv"),
            release("goods", "2026-11-01", "2026-11-01", n_series=0),
            release("accounts", "2", "2024-07-01"),
            release("accounts", "1", "2023-07-01", n_series=0),
        ]
    )
    reach = extent(*((row["source_id"], row["release"], 3, "A", "2024-12-31") for _index, row in held.iterrows()))
    aside = pd.DataFrame({"file": ["snapshots/goods/2026-10-05/goods.csv"], "line": [2]})
    rows = findings.aged(held, reach, aside, dt.date(2026, 11, 1), TODAY)
    assert list(rows["use"]) == ["live", "replaced", "shipped", "aside"]
    assert list(rows["due"]) == ["in_time", "superseded", "overdue", "superseded"]
    assert list(rows["n_quarantined"])[:2] == [1, 1]
    assert "1 source was read live from its publisher, last on 1 November 2026." in findings.answer(rows, "en")[1]
    assert "shipped, replaced by the live release" in tables.html(rows, "en")
    assert list(tables.particulars(rows, "en")["fetched_from"])[0] == "https://example.org/goods.csv"
