"""Cooperation: which projects touch a port region, with whose money and with whom."""

from __future__ import annotations

from kpis.registry import kpi
from language import N_

# A project concerns a port when a partner is the port or stands in one of the port's regions.
LINKED = """
linked as (
  select distinct p.entity_type, p.entity, t.project_id, t.org_id
  from core_project_partner t
  join core_organisation o on o.org_id = t.org_id
  join core_port_region p on p.region_id = o.region_id
  union
  select 'port', o.port_id, t.project_id, t.org_id
  from core_project_partner t join core_organisation o on o.org_id = t.org_id where o.port_id is not null
), latest as (
  select p.project_id, p.date_start, p.date_end, p.budget_eur, p.eu_amount_eur, p.n_partners,
         substr(g.programme_period, 1, 4) as first_year
  from core_project p join core_programme g on g.programme_id = p.programme_id where p.is_latest
)"""
_NO_INTERVAL = "cast(null as double) as lower, cast(null as double) as upper"
_LISTED = N_("Partner lists are complete for few projects; the coverage says how many partners are listed.")


@kpi(
    title=N_("Active projects"),
    theme="cooperation",
    unit="projects",
    direction="higher_better",
    reads=(
        "core_organisation",
        "core_port_region",
        "core_programme",
        "core_project",
        "core_project_partner",
        "core_series",
    ),
    measures=(),
    formula=N_("number of projects that had begun and not ended in the year, with a partner in the port's region"),
    min_data=N_("one project with a partner in the region"),
    method="projects with start <= year <= end and at least one partner in the region",
    caveat=N_("Most projects have no published dates: they are counted apart as undated, never as inactive."),
    variant_of="dates",
    bases=("published",),
)
def active_projects() -> str:
    """How many projects with a partner in the port's region were running in the year. Projects whose dates are not
    published are counted beside, because nobody can say whether they were running.

    Variant '' counts dated projects, 'undated' those without both dates. Years up to the newest one of any series.
    """
    return f"""
with {LINKED}, projects as (
  select distinct l.entity_type, l.entity, l.project_id, cast(substr(p.date_start, 1, 4) as integer) as started,
         cast(substr(p.date_end, 1, 4) as integer) as ended
  from linked l join latest p on p.project_id = l.project_id
), years as (
  select distinct cast(extract(year from s.period_start) as integer) as year from core_series s where s.freq = 'A'
), first_start as (
  select min(cast(substr(p.date_start, 1, 4) as integer)) as year from latest p
), places as (
  select p.entity_type, p.entity, count(case when p.started is null or p.ended is null then 1 end) as n_undated,
         count(*) as n_all
  from projects p group by p.entity_type, p.entity
), counted as (
  select l.entity_type, l.entity, y.year, l.n_undated, l.n_all,
         count(case when p.started <= y.year and p.ended >= y.year then 1 end) as n_active
  from places l cross join years y cross join first_start f
  join projects p on p.entity_type = l.entity_type and p.entity = l.entity
  where y.year >= f.year
  group by l.entity_type, l.entity, y.year, l.n_undated, l.n_all
)
select c.entity_type, c.entity, 'published' as basis, '' as variant, 'A' as freq,
       make_date(c.year, 1, 1) as period_start, cast(c.n_active as double) as value, {_NO_INTERVAL},
       c.n_all as n_obs, cast(null as varchar) as obs_status,
       (c.n_all - c.n_undated) * 1.0 / c.n_all as coverage, cast(null as varchar) as reason
from counted c
union all
select c.entity_type, c.entity, 'published', 'undated', 'A', make_date(c.year, 1, 1), cast(c.n_undated as double),
       cast(null as double), cast(null as double), c.n_all, cast(null as varchar),
       (c.n_all - c.n_undated) * 1.0 / c.n_all, cast(null as varchar)
from counted c"""


@kpi(
    title=N_("Programme money attributed"),
    theme="cooperation",
    unit="EUR",
    direction="higher_better",
    reads=("core_organisation", "core_port_region", "core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_("sum over projects of EU money × the part of the partners that stand in the port's region"),
    min_data=N_("a partner list and a published EU amount"),
    method="sum over projects of EU amount times the place's share under three rules; range over the rules",
    caveat=N_("Full counts exceed real budgets when summed over ports. Periods of programmes are never mixed."),
    variant_of="rule",
    bases=("published",),
)
def programme_money_attributed() -> str:
    """EU money of projects with a partner in the port's region, under three rules: all of it, an equal part for each
    partner, or what is printed for the partners there. The truth lies in the range between them.

    Variant '' is the equal split with the range over the rules; 'full_count', 'equal_split', 'partner_budget' are the
    rules. One row a programming period, under its first year. Coverage is the share of projects with an EU amount.
    """
    return f"""
with {LINKED}, listed as (
  select t.project_id, count(*) as n_listed from core_project_partner t group by t.project_id
), here as (
  select l.entity_type, l.entity, l.project_id, count(distinct l.org_id) as n_here, sum(t.eu_amount_eur) as printed
  from linked l join core_project_partner t on t.project_id = l.project_id and t.org_id = l.org_id
  group by l.entity_type, l.entity, l.project_id
), money as (
  select h.entity_type, h.entity, p.first_year, count(*) as n_projects, count(p.eu_amount_eur) as n_known,
         sum(p.eu_amount_eur) as full_count,
         sum(p.eu_amount_eur * h.n_here * 1.0 / greatest(coalesce(p.n_partners, 0), i.n_listed)) as equal_split,
         sum(h.printed) as partner_budget
  from here h join latest p on p.project_id = h.project_id join listed i on i.project_id = h.project_id
  where p.first_year is not null
  group by h.entity_type, h.entity, p.first_year
), rules as (
  select m.*, '' as variant, m.equal_split as value,
         least(m.full_count, m.equal_split, coalesce(m.partner_budget, m.equal_split)) as lower, m.full_count as upper
  from money m
  union all select m.*, 'full_count', m.full_count, null, null from money m
  union all select m.*, 'equal_split', m.equal_split, null, null from money m
  union all select m.*, 'partner_budget', m.partner_budget, null, null from money m
)
select r.entity_type, r.entity, 'published' as basis, r.variant, 'A' as freq,
       make_date(cast(r.first_year as integer), 1, 1) as period_start, r.value, r.lower, r.upper,
       r.n_known as n_obs, cast(null as varchar) as obs_status, r.n_known * 1.0 / r.n_projects as coverage,
       case when r.value is null then 'no_data' end as reason
from rules r"""


@kpi(
    title=N_("EU co-financing rate"),
    theme="cooperation",
    unit="ratio",
    direction="context",
    reads=("core_programme", "core_project"),
    measures=(),
    formula=N_("EU money of the project ÷ its total budget"),
    min_data=N_("budget and EU amount of one project"),
    method="EU amount / total budget; 2 Seas projects may not exceed 0.60",
    variant_of="version",
    bases=("published",),
)
def eu_cofinancing_rate() -> str:
    """Which part of a project's budget the European Union pays, from the amounts that the programme prints.

    Variant '' is the version to show, 'version 1', 'version 2' every published one; under the first year of the
    programming period. A budget of zero gives no rate.
    """
    return f"""
with versions as (
  select p.project_id, 'version ' || p.version as variant, p.budget_eur, p.eu_amount_eur,
         substr(g.programme_period, 1, 4) as first_year
  from core_project p join core_programme g on g.programme_id = p.programme_id
  union all
  select p.project_id, '', p.budget_eur, p.eu_amount_eur, substr(g.programme_period, 1, 4)
  from core_project p join core_programme g on g.programme_id = p.programme_id where p.is_latest
)
select 'project' as entity_type, v.project_id as entity, 'published' as basis, v.variant, 'A' as freq,
       make_date(cast(v.first_year as integer), 1, 1) as period_start,
       v.eu_amount_eur * 1.0 / nullif(v.budget_eur, 0) as value, {_NO_INTERVAL},
       case when v.budget_eur is null then 0 else 1 end + case when v.eu_amount_eur is null then 0 else 1 end as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage,
       case when v.budget_eur is null or v.eu_amount_eur is null then 'no_data'
            when v.budget_eur = 0 then 'zero_denominator' end as reason
from versions v where v.first_year is not null"""


def _over_partners(groups: str, value: str, least: int) -> str:
    """An indicator over the partners of a project counted by country or kind; withheld below the least number."""
    return f"""
with parts as (
  select t.project_id, {groups} as part, count(*) as n_part
  from core_project_partner t join core_organisation o on o.org_id = t.org_id
  where {groups} is not null group by t.project_id, {groups}
), whole as (
  select p.project_id, sum(p.n_part) as n, count(*) as n_kinds from parts p group by p.project_id
), latest as (
  select p.project_id, p.n_partners, substr(g.programme_period, 1, 4) as first_year
  from core_project p join core_programme g on g.programme_id = p.programme_id where p.is_latest
)
select 'project' as entity_type, w.project_id as entity, 'published' as basis, '' as variant, 'A' as freq,
       make_date(cast(l.first_year as integer), 1, 1) as period_start,
       case when w.n >= {least} then {value} end as value, {_NO_INTERVAL},
       w.n as n_obs, cast(null as varchar) as obs_status,
       w.n * 1.0 / greatest(coalesce(l.n_partners, w.n), w.n) as coverage,
       case when w.n < {least} then 'not_enough_data' end as reason
from whole w join parts p on p.project_id = w.project_id join latest l on l.project_id = w.project_id
where l.first_year is not null
group by w.project_id, w.n, w.n_kinds, l.n_partners, l.first_year"""


@kpi(
    title=N_("Partner pairs across a border"),
    theme="cooperation",
    unit="0-1",
    direction="higher_better",
    reads=("core_organisation", "core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_("1 − pairs of partners of the same country ÷ all pairs of partners"),
    min_data=N_("two partners"),
    method="1 - sum over countries of n_c (n_c - 1) / (n (n - 1)); our own measure",
    caveat=_LISTED,
    bases=("published",),
)
def cross_border_pair_share() -> str:
    """Of all pairs of partners in a project, how many come from two different countries: 0 is a project of one
    country, 1 a project in which every partner comes from another one.

    Per project, under the first year of the programming period; coverage is listed over printed partners.
    """
    return _over_partners("o.country", "1.0 - sum(p.n_part * (p.n_part - 1)) * 1.0 / (w.n * (w.n - 1))", 2)


@kpi(
    title=N_("Mix of partner kinds"),
    theme="cooperation",
    unit="0-1",
    direction="higher_better",
    reads=("core_organisation", "core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_(
        "minus the sum of share × logarithm of share over the kinds of partner, ÷ the logarithm of the number of kinds"
    ),
    min_data=N_("four partners"),
    method="Shannon evenness H / ln K over the K kinds that take part; triple and quadruple helix",
    caveat=N_("The kind of an organisation is our classification. Partner lists are complete for few projects."),
    bases=("published",),
)
def helix_diversity() -> str:
    """How evenly universities, ports, public authorities, business support, research and companies share a project:
    1 is as many of each kind that takes part, near 0 one kind dominates.

    A project of a single kind has 0. Per project, under the first year of the programming period.
    """
    shannon = "-sum(p.n_part * 1.0 / w.n * ln(p.n_part * 1.0 / w.n))"
    return _over_partners("o.org_kind", f"case when w.n_kinds = 1 then 0.0 else {shannon} / ln(w.n_kinds) end", 4)
