"""Cooperation: which projects touch a port region, with whose money and with whom."""

from __future__ import annotations

from kpis.fragments import student
from kpis.registry import kpi
from language import N_

_LATEST = """
latest as (
  select p.project_id, p.date_start, p.date_end, p.budget_eur, p.eu_amount_eur, p.n_partners,
         substr(g.programme_period, 1, 4) as first_year
  from core_project p join core_programme g on g.programme_id = p.programme_id where p.is_latest
)"""
# A project concerns a port when a partner is the port or stands in one of the port's regions.
LINKED = f"""
linked as (
  select distinct p.entity_type, p.entity, t.project_id, t.org_id
  from core_project_partner t
  join core_organisation o on o.org_id = t.org_id
  join core_port_region p on p.region_id = o.region_id
  union
  select 'port', o.port_id, t.project_id, t.org_id
  from core_project_partner t join core_organisation o on o.org_id = t.org_id where o.port_id is not null
), {_LATEST.strip()}"""
_NO_INTERVAL = "cast(null as double) as lower, cast(null as double) as upper"
_LEAST_PARTNERS = 4
_LEAST_PROJECTS = 2
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


def _counted(groups: str) -> str:
    """SQL of the CTEs `parts` and `whole`: the listed partners of a project by country or kind, and all of them."""
    return f"""
parts as (
  select t.project_id, {groups} as part, count(*) as n_part
  from core_project_partner t join core_organisation o on o.org_id = t.org_id
  where {groups} is not null group by t.project_id, {groups}
), whole as (
  select p.project_id, sum(p.n_part) as n, count(*) as n_kinds from parts p group by p.project_id
)"""


def _over_partners(variant: str, value: str, least: int) -> str:
    """SQL of one row a project over `parts`, `whole` and `latest`; withheld below the least number of partners."""
    return f"""
select 'project' as entity_type, w.project_id as entity, 'published' as basis, '{variant}' as variant, 'A' as freq,
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
    reads=("core_organisation", "core_port_region", "core_programme", "core_project", "core_project_partner"),
    measures=(),
    formula=N_(
        "1 − pairs of partners of the same country ÷ all pairs of partners; for a port the mean of its projects"
    ),
    min_data=N_("two partners; for a port two projects of one programming period with all partners listed"),
    method="1 - sum over countries of n_c (n_c - 1) / (n (n - 1)), exact for one project; for a port the mean over the"
    " projects in its region whose partners are all listed, with its 95 % interval (Student's t, kept within 0 and 1);"
    " our own measure",
    caveat=_LISTED,
    bases=("published",),
)
def cross_border_pair_share() -> str:
    """Of all pairs of partners in a project, how many come from two different countries: 0 is a project of one
    country, 1 a project in which every partner comes from another one. For a port it is the mean of the projects in
    its region.

    Under the first year of the programming period. For a project n is the listed partners, coverage those over the
    printed ones; for a port n is the projects of the mean, coverage their share among the projects with a pair.
    """
    pairs = "1.0 - sum(p.n_part * (p.n_part - 1)) * 1.0 / (w.n * (w.n - 1))"
    return f"""
with {LINKED}, {_counted("o.country").strip()}, projects as ({_over_partners("", pairs, 2)}
), here as (
  select distinct l.entity_type, l.entity, l.project_id from linked l
), held as (
  select h.entity_type, h.entity, r.period_start, case when r.coverage = 1 then r.value end as value
  from here h join projects r on r.entity = h.project_id where r.value is not null
), means as (
  select h.entity_type, h.entity, h.period_start, count(*) as n_all, count(h.value) as n, avg(h.value) as mean,
         stddev_samp(h.value) / sqrt(count(h.value)) as error
  from held h group by h.entity_type, h.entity, h.period_start
)
select r.entity_type, r.entity, r.basis, r.variant, r.freq, r.period_start, r.value, r.lower, r.upper, r.n_obs,
       r.obs_status, r.coverage, r.reason
from projects r
union all
select m.entity_type, m.entity, 'published', '', 'A', m.period_start,
       case when m.n >= {_LEAST_PROJECTS} then m.mean end,
       case when m.n >= {_LEAST_PROJECTS} then greatest(m.mean - {student("m.n")} * m.error, 0.0) end,
       case when m.n >= {_LEAST_PROJECTS} then least(m.mean + {student("m.n")} * m.error, 1.0) end,
       m.n, cast(null as varchar), m.n * 1.0 / m.n_all,
       case when m.n < {_LEAST_PROJECTS} then 'not_enough_data' end
from means m"""


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
    method="Shannon evenness H / ln K over the K kinds that take part; rarefied: mean of H over all ways to draw four"
    " of the n partners, / ln 4; triple and quadruple helix, Etzkowitz and Leydesdorff 2000, Carayannis and Campbell"
    " 2009 (references not opened)",
    caveat=N_(
        "The kind of an organisation is our classification. Partner lists are complete for few projects. Projects of"
        " different size are compared by the rarefied figure only."
    ),
    variant_of="estimator",
    bases=("published",),
)
def helix_diversity() -> str:
    """How evenly universities, ports, public authorities, business support, research and companies share a project:
    1 is as many of each kind that takes part, near 0 one kind dominates.

    A project of a single kind has 0. Variant 'rarefied' is what four of its partners, drawn by chance, would have on
    average, over the most that four can have: it does not grow with the number of partners. Per project, under the
    first year of the programming period.
    """
    shannon = "-sum(p.n_part * 1.0 / w.n * ln(p.n_part * 1.0 / w.n))"
    evenness = f"case when w.n_kinds = 1 then 0.0 else {shannon} / ln(w.n_kinds) end"
    return f"""
with {_LATEST.strip()}, {_counted("o.org_kind").strip()}
{_over_partners("", evenness, _LEAST_PARTNERS)}
union all
{_over_partners("rarefied", _RAREFIED, _LEAST_PARTNERS)}"""


# Of four partners drawn, one or two are of a kind: each adds (1/4) ln 4 to H; three add (3/4) ln (4/3); all four add 0.
_OTHERS = "(w.n - p.n_part)"
_RAREFIED = f"""sum(
  (p.n_part * {_OTHERS} * ({_OTHERS} - 1) * ({_OTHERS} - 2) / 6.0
   + p.n_part * (p.n_part - 1) * {_OTHERS} * ({_OTHERS} - 1) / 4.0) * 0.25
  + p.n_part * (p.n_part - 1) * (p.n_part - 2) * {_OTHERS} / 6.0 * 0.75 * ln(4.0 / 3) / ln(4.0))
  / (w.n * (w.n - 1) * (w.n - 2) * (w.n - 3) / 24.0)"""
