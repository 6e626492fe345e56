"""Reads of what the warehouse holds beside the indicators. Every read takes the vintage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from warehouse.connection import frame
from warehouse.errors import UnknownEntityError
from warehouse.fields import RECALIBRATED
from warehouse.tables import BY_NAME
from warehouse.vintages import path_of


def query(vintage: str, sql: str, parameters: list[object] | dict[str, object] | None = None) -> pd.DataFrame:
    """Rows of one query against a vintage; raises HouseError when the vintage cannot be read."""
    return frame(path_of(vintage), sql, parameters)


def entities(vintage: str, entity_types: Sequence[str] = ("port", "area", "country", "region")) -> pd.DataFrame:
    """Everything a figure can be about: entity_type, entity, name, country."""
    return query(
        vintage,
        "select * from core_entity where list_contains(?, entity_type) order by entity_type, name",
        [list(entity_types)],
    )


def entity_type(vintage: str, entity: str) -> str:
    """The type of an identifier; raises UnknownEntityError naming ids that look alike."""
    found = query(
        vintage,
        "select entity_type from core_entity where entity = ? order by entity_type = 'port' desc",
        [entity],
    )
    if not found.empty:
        return str(found["entity_type"].iloc[0])
    near = query(
        vintage,
        "select entity, name from core_entity where entity_type in ('port', 'area', 'region', 'country') "
        "order by jaro_winkler_similarity(upper(entity), upper(?)) desc, entity limit 3",
        [entity],
    )
    hints = ", ".join(f"{row.entity} ({row.name_})" for row in near.rename(columns={"name": "name_"}).itertuples())
    raise UnknownEntityError(f"No port, region, country or area '{entity}' is held. Near it: {hints}.")


def ports(vintage: str) -> pd.DataFrame:
    """All ports, and the groups of ports as rows with port_role 'group': the columns of core_port plus entity_type."""
    return query(
        vintage,
        "select 'port' as entity_type, * from core_port union all by name "
        "select 'area' as entity_type, area_id as port_id, name, lat, lon, note, 'group' as port_role, "
        "'active' as port_status "
        "from core_area where area_kind = 'port_group' order by name",
    )


def port_regions(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Regions of the given ports over all NUTS versions, with the region's name."""
    return query(
        vintage,
        "select p.entity, p.region_id, p.nuts_version, p.is_main, r.name, r.country, p.provenance_kind "
        "from core_port_region p "
        "join core_region r on r.region_id = p.region_id and r.nuts_version = p.nuts_version "
        "where list_contains(?, p.entity) order by p.entity, p.nuts_version, p.is_main desc, p.region_id",
        [list(entities_)],
    )


def denominators(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """The region each port is measured against, per measure, with its name and the reason of the choice."""
    return query(
        vintage,
        "select d.*, r.name from core_port_denominator d "
        "join core_region r on r.region_id = d.region_id and r.nuts_version = d.nuts_version "
        "where list_contains(?, d.port_id) order by d.port_id, d.denominator",
        [list(entities_)],
    )


def lineage(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Mergers, breaks and openings that touch the given ports, oldest first."""
    return query(
        vintage,
        "select * from core_port_lineage where list_contains(?, predecessor) or list_contains(?, successor) "
        "order by effective, lineage_id, predecessor_name",
        [list(entities_), list(entities_)],
    )


def parts(vintage: str) -> pd.DataFrame:
    """What a whole is summed from, one row a part: entity (merged port or area), member, effective."""
    return rows(vintage, "core_part")


def ranges(vintage: str) -> pd.DataFrame:
    """Named ranges with one row a member: range_id, title, note, entity_type, entity."""
    return query(
        vintage,
        "select r.range_id, r.title, r.note, m.entity_type, m.entity from core_range r "
        "join core_range_member m on m.range_id = r.range_id "
        "order by r.range_id, m.entity_type, m.entity",
    )


def shocks(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Shocks that concern any of the given ports, every date variant, oldest first."""
    return query(
        vintage,
        "select s.*, (select string_agg(p.entity, ';' order by p.entity) "
        "from core_shock_port p where p.shock_id = s.shock_id "
        "and list_contains(?, p.entity)) as concerned from core_shock s where exists (select 1 from core_shock_port p "
        "where p.shock_id = s.shock_id and list_contains(?, p.entity)) "
        "order by s.date_start, s.shock_id, s.is_default desc, s.shock_variant",
        [list(entities_), list(entities_)],
    )


def events(vintage: str, entities_: Sequence[str] | None = None) -> pd.DataFrame:
    """Events (of the given ports, or all), dated ones first and oldest first; `entities` joins the ports by ';'."""
    return query(
        vintage,
        "select e.*, (select string_agg(p.entity, ';' order by p.entity) "
        "from core_event_port p where p.event_id = e.event_id) as entities "
        "from core_event e where ? or exists (select 1 "
        "from core_event_port p where p.event_id = e.event_id and list_contains(?, p.entity)) "
        "order by e.date_start nulls last, e.event_id",
        [entities_ is None, list(entities_ or [])],
    )


def projects(vintage: str, entities_: Sequence[str] | None = None) -> pd.DataFrame:
    """Latest version of the projects (all, or those with a partner that is, or stands in the region of, a given port).

    `link` says why a project is listed for a port: 'partner_port' or 'partner_in_region'; empty for all projects.
    """
    if entities_ is None:
        return query(
            vintage,
            "select p.*, g.name as programme_name, g.programme_period, '' as link from core_project p "
            "join core_programme g on g.programme_id = p.programme_id where p.is_latest order by p.acronym",
        )
    return query(
        vintage,
        """
        with linked as (
          select t.project_id,
                 min(case when list_contains($ports, o.port_id) then 'partner_port' else 'partner_in_region' end) as why
          from core_project_partner t join core_organisation o on o.org_id = t.org_id
          where list_contains($ports, o.port_id)
             or o.region_id in (select region_id from core_port_region where list_contains($ports, entity))
          group by t.project_id
        )
        select p.*, g.name as programme_name, g.programme_period, l.why as link from core_project p
        join linked l on l.project_id = p.project_id join core_programme g on g.programme_id = p.programme_id
        where p.is_latest order by l.why, p.acronym
        """,
        {"ports": list(entities_)},
    )


def challenges(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Challenges and needs that name any of the given ports."""
    return query(
        vintage,
        "select c.* from core_challenge c where exists (select 1 "
        "from core_challenge_port p where p.challenge_id = c.challenge_id "
        "and list_contains(?, p.entity)) order by c.origin, c.challenge_id",
        [list(entities_)],
    )


def recommendations(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Recommendations of peer reviews of which any of the given ports was the subject."""
    return query(
        vintage,
        "select r.*, e.name as event_name, e.date_start from core_recommendation r "
        "join core_event e on e.event_id = r.event_id "
        "where exists (select 1 from core_event_port p where p.event_id = r.event_id and list_contains(?, p.entity) "
        "and p.event_port_role = 'subject') order by r.rec_id",
        [list(entities_)],
    )


def published_figures(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Figures printed by port authorities, national offices and the press for the given entities, newest first."""
    return query(
        vintage,
        "select o.*, m.title as measure_title from core_observation o join core_measure m on m.measure = o.measure "
        "join core_source s on s.source_id = o.source_id where s.cadence = 'occasional' and list_contains(?, o.entity) "
        "order by o.entity, m.title, o.cargo_type, o.period_start desc, o.series_id",
        [list(entities_)],
    )


def sources(vintage: str) -> pd.DataFrame:
    """One row a source and release in this vintage: title, publisher, licence, dates, rows, entities, periods, gaps.

    `is_live` says that the release was read from the publisher by a refresh, `fetched_from` from which address; the
    others are shipped.
    """
    return query(
        vintage,
        """
        with counted as (
          select source_id, release, count(*) as n_rows, count(obs_value) as n_values,
                 count(distinct entity) as n_entities, min(period_start) as first_period,
                 max(period_start) as last_period
          from core_observation group by source_id, release
          union all
          select source_id, release, count(*), count(calls_count), count(distinct port_id), min(date), max(date)
          from core_port_day group by source_id, release
        ), gaps as (
          select source_id, release, count(*) as n_gaps from core_series
          where basis = 'published' and variant = '' and reason = 'gap' group by source_id, release
        ), used as (
          select source_id, release, count(*) as n_series from meta_preference group by source_id, release
        ), live as (
          select source_id, release, max_by(url, coalesce(n_rows, 0)) as fetched_from
          from meta_file where release is not null group by source_id, release
        )
        select s.*, r.release, r.released_on, r.retrieved_on, r.nuts_version, r.copy_of, r.note as release_note,
               l.licence_name, l.attribution, l.url as licence_url, coalesce(c.n_rows, 0) as n_rows,
               coalesce(c.n_values, 0) as n_values,
               coalesce(c.n_entities, 0) as n_entities, c.first_period, c.last_period,
               coalesce(g.n_gaps, 0) as n_gaps, coalesce(u.n_series, 0) as n_series,
               v.release is not null as is_live, v.fetched_from
        from core_source s join core_release r on r.source_id = s.source_id
        join core_licence l on l.licence_id = s.licence_id
        left join counted c on c.source_id = r.source_id and c.release = r.release
        left join gaps g on g.source_id = r.source_id and g.release = r.release
        left join used u on u.source_id = r.source_id and u.release = r.release
        left join live v on v.source_id = r.source_id and v.release = r.release
        order by s.publisher, s.title, is_live desc, r.released_on desc
        """,
    )


def quarantine(vintage: str) -> pd.DataFrame:
    """Observations that were set aside, with the reason: file, line, problem, record."""
    return query(vintage, "select * from quarantine_observation order by file, line")


def vintage_record(vintage: str) -> pd.Series:
    """The vintage's description: id, content hash, schema and product version, retrieval day, choice of releases."""
    return query(vintage, "select * from meta_vintage").iloc[0]


def columns(vintage: str) -> pd.DataFrame:
    """The column dictionary: table, column, type, unit, meaning, nullability, codes."""
    return query(vintage, "select * from meta_field")


def region_shapes(vintage: str, nuts_version: str, nuts_level: int = 3) -> pd.DataFrame:
    """Outlines of one NUTS level and version: region_id, name, country, geometry and hatch as GeoJSON text."""
    return query(
        vintage,
        "select region_id, name, country, geometry, hatch "
        "from core_region_shape where nuts_version = ? and nuts_level = ? order by region_id",
        [nuts_version, nuts_level],
    )


def land_shapes(vintage: str) -> pd.DataFrame:
    """Land as GeoJSON text, one row a piece."""
    return query(vintage, "select shape_id, geometry from core_land_shape order by shape_id")


def rows(vintage: str, table: str) -> pd.DataFrame:
    """A whole declared table; raises KeyError for a name that is not declared."""
    return query(vintage, f"select * from {BY_NAME[table].name}")


def release_extent(vintage: str) -> pd.DataFrame:
    """How far the figures of each release reach: source_id, release, n_ports, last_freq, last_day they speak of."""
    return query(
        vintage,
        """
        select source_id, release, count(distinct case when entity_type = 'port' then entity end) as n_ports,
               max_by(freq, period_start) as last_freq,
               max(period_start + case freq when 'A' then interval 12 month when 'Q' then interval 3 month
                   when 'M' then interval 1 month else interval 1 day end - interval 1 day) as last_day
        from core_observation group by source_id, release
        union all
        select source_id, release, count(distinct port_id), 'D', max(date) from core_port_day
        group by source_id, release
        order by source_id, release
        """,
    )


def preferences(vintage: str) -> pd.DataFrame:
    """Which release is used for what, one row a source, release and reason.

    Columns: source_id, title, release, measures (titles joined by ';'), n_measures, n_series, reason_note.
    """
    return query(
        vintage,
        """
        select p.source_id, s.title, p.release, string_agg(distinct m.title, ';' order by m.title) as measures,
               count(distinct p.measure) as n_measures, count(*) as n_series, p.reason_note
        from meta_preference p join core_source s on s.source_id = p.source_id
        join core_measure m on m.measure = p.measure
        group by p.source_id, s.title, p.release, p.reason_note
        order by s.title, p.release desc, n_series desc, p.reason_note
        """,
    )


def revisions(vintage: str) -> pd.DataFrame:
    """Every figure that two releases of one source both print, the older beside the newer, revised or not.

    Columns: source_id, source_title, measure, measure_title, unit, entity_type, entity, name, freq, period_start,
    old_release, new_release, old_value, old_status, new_value, new_status, difference_pct (new against old; NULL
    where old is 0).
    Each release is set beside the next newer one that prints the same figure. Largest difference first.
    """
    return query(
        vintage,
        f"""
        with printed as (
          select o.*, lead(o.release) over w as new_release, lead(o.obs_value) over w as new_value,
                 lead(o.obs_status) over w as new_status
          from core_observation o join core_release r on r.source_id = o.source_id and r.release = o.release
          where o.obs_value is not null and o.measure not in ({", ".join(f"'{measure}'" for measure in RECALIBRATED)})
          window w as (partition by o.source_id, o.series_id, o.entity_type, o.entity, o.measure, o.cargo_type,
            o.vessel_type, o.size_class, o.direction, o.partner, o.freq, o.period_start
            order by r.released_on, o.release)
        )
        select p.source_id, s.title as source_title, p.measure, m.title as measure_title, p.unit, p.entity_type,
               p.entity, e.name, p.freq, p.period_start, p.release as old_release, p.new_release,
               p.obs_value as old_value, p.obs_status as old_status, p.new_value, p.new_status,
               100.0 * (p.new_value - p.obs_value) / nullif(p.obs_value, 0) as difference_pct
        from printed p join core_source s on s.source_id = p.source_id
        join core_measure m on m.measure = p.measure
        left join core_entity e on e.entity_type = p.entity_type and e.entity = p.entity
        where p.new_release is not null
        order by abs(p.new_value - p.obs_value) / nullif(abs(p.obs_value), 0) desc nulls last,
                 p.source_id, p.measure, p.entity, p.period_start
        """,
    )


def catalogue(vintage: str) -> pd.DataFrame:
    """The indicator catalogue, built or not, by theme: the columns of core_kpi without its provenance."""
    return query(
        vintage,
        "select kpi_id, theme, name, formula, catalogue_unit, kpi_direction, min_data, uncertainty, catalogue_release "
        "from core_kpi order by theme, kpi_id",
    )


def project_versions(vintage: str) -> pd.DataFrame:
    """Every published version of every project with its programme, newest version last.

    The columns of core_project plus programme_name, programme_period, max_eu_rate, lead_org_name, n_listed (partners
    that we hold by name), printed (the number of partners the newest version that says so prints) and licence_name.
    """
    return query(
        vintage,
        """
        with listed as (select project_id, count(*) as n_listed from core_project_partner group by project_id)
        select p.*, g.name as programme_name, g.programme_period, g.max_eu_rate, o.name as lead_org_name,
               coalesce(i.n_listed, 0) as n_listed,
               last_value(p.n_partners ignore nulls) over (partition by p.project_id order by p.version
                 rows between unbounded preceding and unbounded following) as printed, l.licence_name
        from core_project p join core_programme g on g.programme_id = p.programme_id
        join core_licence l on l.licence_id = p.licence_id
        left join core_organisation o on o.org_id = p.lead_org_id left join listed i on i.project_id = p.project_id
        order by p.acronym, p.project_id, p.version
        """,
    )


def project_partners(vintage: str) -> pd.DataFrame:
    """Partners of all projects, leads first, with what is known of the organisation.

    The columns of core_project_partner plus name, org_kind, country, country_name, region_id, nuts_version,
    region_name, port_id and licence_name.
    """
    return query(
        vintage,
        """
        select t.*, o.name, o.org_kind, o.country, c.name as country_name, o.region_id, o.nuts_version,
               r.name as region_name, o.port_id, l.licence_name
        from core_project_partner t join core_organisation o on o.org_id = t.org_id
        join core_licence l on l.licence_id = t.licence_id
        left join core_country c on c.country_id = o.country
        left join core_region r on r.region_id = o.region_id and r.nuts_version = o.nuts_version
        order by t.project_id, t.partner_role = 'partner', o.name
        """,
    )


def project_outputs(vintage: str) -> pd.DataFrame:
    """Outputs of all projects: the columns of core_project_output plus licence_name."""
    return query(
        vintage,
        "select u.*, l.licence_name from core_project_output u "
        "join core_licence l on l.licence_id = u.licence_id order by u.project_id, u.output_id",
    )


def event_ports(vintage: str) -> pd.DataFrame:
    """Ports and areas of all events with their part in it: columns of core_event_port plus name, country, lat, lon."""
    return query(
        vintage,
        """
        select e.*, n.name, n.country, coalesce(p.lat, a.lat) as lat, coalesce(p.lon, a.lon) as lon
        from core_event_port e
        join core_entity n on n.entity_type = e.entity_type and n.entity = e.entity
        left join core_port p on e.entity_type = 'port' and p.port_id = e.entity
        left join core_area a on e.entity_type = 'area' and a.area_id = e.entity
        order by e.event_id, e.event_port_role, n.name
        """,
    )


def event_participants(vintage: str) -> pd.DataFrame:
    """Participation in all events: core_event_participant plus name (organisation), country_name, licence_name.

    Rows of kind 'count' and of kind 'organisation' overlap: they are shown beside one another and never added.
    """
    return query(
        vintage,
        """
        select p.*, o.name, o.org_kind, c.name as country_name, l.licence_name
        from core_event_participant p join core_licence l on l.licence_id = p.licence_id
        left join core_organisation o on o.org_id = p.org_id left join core_country c on c.country_id = p.country
        order by p.event_id, p.participation_kind, p.participation_id
        """,
    )


def needs(vintage: str) -> pd.DataFrame:
    """All challenges, needs and ambitions: columns of core_challenge plus entities (joined by ';') and licence_name."""
    return query(
        vintage,
        "select c.*, l.licence_name, (select string_agg(p.entity, ';' order by p.entity) from core_challenge_port p "
        "where p.challenge_id = c.challenge_id) as entities from core_challenge c "
        "join core_licence l on l.licence_id = c.licence_id order by c.origin, c.challenge_id",
    )


def initiatives(vintage: str) -> pd.DataFrame:
    """All initiatives: columns of core_initiative plus owner_name, entities (joined by ';') and licence_name."""
    return query(
        vintage,
        "select i.*, o.name as owner_name, l.licence_name, (select string_agg(p.entity, ';' order by p.entity) "
        "from core_initiative_port p where p.initiative_id = i.initiative_id) as entities from core_initiative i "
        "join core_licence l on l.licence_id = i.licence_id "
        "left join core_organisation o on o.org_id = i.owner_org_id order by i.theme, i.name",
    )


def all_recommendations(vintage: str) -> pd.DataFrame:
    """Recommendations of all reviews: columns of core_recommendation plus addressee_name and licence_name."""
    return query(
        vintage,
        "select r.*, o.name as addressee_name, l.licence_name from core_recommendation r "
        "join core_licence l on l.licence_id = r.licence_id "
        "left join core_organisation o on o.org_id = r.addressee_org_id order by r.event_id, r.rec_id",
    )


def licence_names(vintage: str) -> dict[str, str]:
    """The name of every licence by its id."""
    held = query(vintage, "select licence_id, licence_name from core_licence order by licence_id")
    return dict(zip(held["licence_id"], held["licence_name"], strict=True))


def index_tree(vintage: str) -> pd.DataFrame:
    """The declared tree of the composite index, one row a node, the index first.

    Columns: code, parent, level, weight, direction (higher_better or lower_better), lower_goalpost, upper_goalpost,
    goalpost_scale (linear or log; a vintage from before that column is linear), title (themes and the index),
    indicator, variant, entity_type (leaves: what is read, and whether for the port or for its region), note.
    """
    return index_tree_of(query(vintage, "select * from core_index_node"))


def index_tree_of(nodes: pd.DataFrame) -> pd.DataFrame:
    """The rows of core_index_node as `index_tree` gives them."""
    scales = nodes["goalpost_scale"].fillna("linear") if "goalpost_scale" in nodes else "linear"
    told = nodes.rename(columns={"kpi_direction": "direction"})
    told = told.assign(goalpost_scale=scales, variant=told["variant"].fillna(""))
    return told.sort_values(["level", "code"], ascending=[False, True], ignore_index=True)


def border_groups(vintage: str) -> pd.DataFrame:
    """Ports on both sides of a border, one row a group and port: border_group_id, title, note, port_id, member_note."""
    return query(
        vintage,
        "select g.border_group_id, g.title, g.note, m.entity as port_id, m.note as member_note "
        "from core_border_group g join core_border_group_member m on m.border_group_id = g.border_group_id "
        "where m.entity_type = 'port' order by g.border_group_id, m.entity",
    )


def partner_flows(vintage: str, ports_: Sequence[str], countries: Sequence[str]) -> pd.DataFrame:
    """Tonnes between ports and countries, as published: port_id, partner, cargo_type, year, tonnes, n, n_due.

    `n` of `n_due` periods of the year have a figure; a year that lacks one is no total of that year. No rows where no
    partner table is held.
    """
    return query(
        vintage,
        """
        select entity as port_id, partner, cargo_type, year(period_start) as year, sum(obs_value) as tonnes,
               count(obs_value) as n, case freq when 'Q' then 4 else 1 end as n_due
        from core_series
        where measure = 'gross_weight' and basis = 'published' and variant = '' and entity_type = 'port'
          and freq in ('A', 'Q') and direction = 'total' and cargo_type in ('total', 'ro_ro')
          and list_contains(?, entity) and list_contains(?, partner)
        group by entity, partner, cargo_type, year(period_start), freq
        order by entity, partner, cargo_type, year(period_start), freq
        """,
        [list(ports_), list(countries)],
    )


def port_days(vintage: str, entities_: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Daily port activity of the given ports, oldest first: the columns of core_port_day.

    A port that PortWatch watches as several areas has a row an area and day. For looking at, not for rates: those are
    taken from whole weeks (core_port_week).
    """
    held = query(vintage, "select portwatch_id from core_port where list_contains(?, port_id)", [list(entities_)])
    areas = [area for listed in held["portwatch_id"].dropna() for area in str(listed).split(";")]
    # Ids in so many words: DuckDB then skips all stretches of the sorted table that hold none of them.
    marks = ", ".join("?" for _area in areas) or "null"
    return query(
        vintage,
        f"select * from core_port_day where portwatch_id in ({marks}) "
        "and date between cast(? as date) and cast(? as date) order by portwatch_id, date",
        [*areas, first, last],
    )


def port_weeks(vintage: str, entities_: Sequence[str]) -> pd.DataFrame:
    """Weekly port activity of the given ports and groups of ports, oldest first: the columns of core_port_week."""
    return query(
        vintage,
        "select * from core_port_week where list_contains(?, entity) order by entity_type, entity, period_start",
        [list(entities_)],
    )


def alerts(vintage: str) -> pd.DataFrame:
    """What stands out in this build: the columns of out_alert with `entity_name`, what stands out most first."""
    return query(
        vintage,
        "select a.*, e.name as entity_name, s.title as source_title from out_alert a "
        "left join core_entity e on e.entity_type = a.entity_type and e.entity = a.entity "
        "left join core_source s on s.source_id = a.source_id "
        "order by a.alert_kind = 'overdue', a.alert_kind = 'unusual', a.q_value, abs(a.robust_z) desc, a.alert_id",
    )


def fed_by(vintage: str, port: str) -> list[str]:
    """The sources that feed a port, or a region it is measured against."""
    rows_ = query(
        vintage,
        "select distinct source_id from meta_preference where entity = $port "
        "or entity in (select region_id from core_port_denominator where port_id = $port) order by source_id",
        {"port": port},
    )
    return [str(source) for source in rows_["source_id"]]


def coverage_simulation(vintage: str) -> pd.DataFrame:
    """How often the interval of an interrupted series holds the truth: one row a setting of our simulation."""
    return query(vintage, "select * from core_coverage_simulation order by quarters_before, error_phi")
