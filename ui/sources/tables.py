"""The sources of a vintage as tables: the short one on the page, and all particulars for the download."""

from __future__ import annotations

from html import escape

import pandas as pd

from language import Lang, _
from language.formats import exact, period
from language.terms import status
from ui.sources import findings

ROW_HEAD = "font-weight:400;position:static;background:none;min-width:200px"
LINK = "color:var(--prm-brand)"


def html(rows: pd.DataFrame, lang: Lang) -> str:
    """The sources as an HTML table whose titles lead to the publisher's dataset; those with figures come first."""
    heads = (
        (_("Source", lang), False),
        (_("Release", lang), False),
        (_("Period", lang), False),
        (_("Values", lang), True),
        (_("Ports", lang), True),
        (_("Gaps", lang), True),
        (_("Set aside", lang), True),
        (_("Age today", lang), True),
        (_("Due", lang), False),
        (_("Licence", lang), False),
    )
    title = _("Sources and releases", lang)
    top = "".join(f'<th scope="col"{_side(is_figure)}>{escape(head)}</th>' for head, is_figure in heads)
    ordered = pd.concat([findings.with_figures(rows), rows[rows["n_rows"] == 0]])
    body = "".join(_source_row(row, lang) for _index, row in ordered.iterrows())
    return (
        f'<div class="prm-table" style="max-height:none" role="region" tabindex="0" aria-label="{escape(title)}">'
        '<table style="min-width:960px">'
        f"<caption>{escape(title)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _source_row(row: pd.Series, lang: Lang) -> str:
    title = escape(_(row["title"], lang))
    name = title if pd.isna(row["url"]) else f'<a href="{escape(row["url"])}" style="{LINK}">{title}</a>'
    publisher = escape(f"{row['publisher']}, {row['dataset']}")
    tone = ' class="prm-worse"' if row["due"] == "overdue" else ""
    has_figures = row["n_rows"] > 0
    counts = (row["n_values"], row["n_ports"], row["n_gaps"], row["n_quarantined"])
    cells = "".join(f"<td{_side(True)}>{exact(int(n), '', lang) if has_figures else ''}</td>" for n in counts)
    return (
        f'<tr><th scope="row" style="{ROW_HEAD}">{name}<br><span class="prm-when">{publisher}</span></th>'
        f'<td style="white-space:nowrap">{escape(row["release"])}<br>'
        f'<span class="prm-when">{escape(_released(row, lang))}<br>{escape(findings.use(row["use"], lang))}</span></td>'
        f'<td style="white-space:nowrap">{escape(findings.periods(row, lang))}</td>{cells}'
        f"<td{_side(True)}>{escape(findings.age(row['age_today'], lang))}</td>"
        f"<td{tone}>{escape(findings.due(row['due'], lang))}</td>"
        f'<td style="min-width:190px">{escape(row["licence_name"])}</td></tr>'
    )


def _released(row: pd.Series, lang: Lang) -> str:
    if not row["day_known"]:
        return _("day of release not known", lang)
    return _("released {day}", lang, day=findings.released(row, lang))


def _side(is_figure: bool) -> str:
    return ' class="prm-figure-cell"' if is_figure else ""


def particulars(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Everything known of each source and release, exact, for reading and download."""
    plain = rows.assign(
        rhythm=[findings.cadence(code, lang) for code in rows["cadence"]],
        due_word=[findings.due(code, lang) for code in rows["due"]],
        use_word=[findings.use(code, lang) for code in rows["use"]],
        licence_text=[_attributed(row) for _index, row in rows.iterrows()],
    )
    for column in ("released_on", "retrieved_on", "first_period", "last_period"):
        plain[column] = plain[column].dt.strftime("%Y-%m-%d").fillna("")
    plain["released_on"] = plain["released_on"].where(plain["day_known"], _("not known", lang))
    return plain[list(particular_heads(lang))].fillna(
        {"nuts_version": "", "copy_of": "", "fetched_from": "", "note": "", "release_note": ""}
    )


def _attributed(row: pd.Series) -> str:
    """The attribution with its dataset filled in, as the licence asks for it."""
    return str(row["attribution"]).replace("<dataset code>", str(row["dataset"]))


def particular_heads(lang: Lang) -> dict[str, str]:
    """Columns of the particulars with the reader's words."""
    return {
        "source_id": _("Source code", lang),
        "title": _("Source", lang),
        "publisher": _("Publisher", lang),
        "dataset": _("Dataset", lang),
        "url": _("Where published", lang),
        "release": _("Release", lang),
        "use_word": _("Use", lang),
        "released_on": _("Released on", lang),
        "retrieved_on": _("Retrieved on", lang),
        "age_at_build": _("Age at retrieval, days", lang),
        "age_today": _("Age today, days", lang),
        "rhythm": _("Comes out", lang),
        "max_overdue_days": _("Overdue after, days", lang),
        "due_word": _("Due", lang),
        "n_rows": _("Rows", lang),
        "n_values": _("Values", lang),
        "n_entities": _("Places", lang),
        "n_ports": _("Ports", lang),
        "first_period": _("First period", lang),
        "last_period": _("Last period", lang),
        "n_gaps": _("Gaps", lang),
        "n_quarantined": _("Set aside", lang),
        "n_series": _("Series it is used for", lang),
        "nuts_version": _("NUTS version", lang),
        "licence_name": _("Licence", lang),
        "licence_text": _("Attribution", lang),
        "licence_url": _("Licence text", lang),
        "copy_of": _("Read from a copy", lang),
        "fetched_from": _("Read live from", lang),
        "note": _("About the source", lang),
        "release_note": _("About the release", lang),
    }


def used(chosen: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The releases in use, one row a source, release and reason, in the reader's words."""
    return pd.DataFrame(
        {
            "source": [_(title, lang) for title in chosen["title"]],
            "release": chosen["release"],
            "used_for": [findings.some_of(titles, lang) for titles in chosen["measures"]],
            "series": chosen["n_series"],
            "reason": [_(reason, lang) for reason in chosen["reason_note"]],
        }
    )


def revisions(changed: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The revised figures, one row a figure: both values exact, their statuses, the difference to two decimals."""
    return pd.DataFrame(
        {
            "measure": [_(title, lang) for title in changed["measure_title"]],
            "place": changed["name"],
            "entity": changed["entity"],
            "period": [
                period(freq, start.date(), lang)
                for freq, start in zip(changed["freq"], changed["period_start"], strict=True)
            ],
            "unit": changed["unit"],
            "old_release": changed["old_release"],
            "old_value": changed["old_value"],
            "old_status": [status(code, lang) for code in changed["old_status"]],
            "new_release": changed["new_release"],
            "new_value": changed["new_value"],
            "new_status": [status(code, lang) for code in changed["new_status"]],
            "difference_pct": changed["difference_pct"].round(2),
        }
    )


def revision_heads(lang: Lang) -> dict[str, str]:
    """Columns of the revised figures with the reader's words."""
    return {
        "measure": _("Figure", lang),
        "place": _("Place", lang),
        "entity": _("Code", lang),
        "period": _("Period", lang),
        "unit": _("Unit", lang),
        "old_release": _("Older release", lang),
        "old_value": _("Older value", lang),
        "old_status": _("Status then", lang),
        "new_release": _("Newer release", lang),
        "new_value": _("Newer value", lang),
        "new_status": _("Status now", lang),
        "difference_pct": _("Difference", lang),
    }
