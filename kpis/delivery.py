"""What projects deliver against what they planned, and what lives on after they end."""

from __future__ import annotations

from kpis.fragments import wilson
from kpis.registry import Declaring, kpi
from language import N_

_READS = ("core_programme", "core_project", "core_project_output", "core_project_result")
# The newest report of every indicator of a project, and the projects that name an output or report an indicator.
_REPORTED = """
last_report as (
  select r.project_id, r.result_code, max(r.reported_on) as reported_on
  from core_project_result r group by r.project_id, r.result_code
), reported as (
  select r.project_id, r.result_code, r.planned, r.delivered
  from core_project_result r join last_report l
    on l.project_id = r.project_id and l.result_code = r.result_code and l.reported_on = r.reported_on
), asked as (
  select distinct o.project_id from core_project_output o
  union select distinct r.project_id from core_project_result r
), projects as (
  select a.project_id, make_date(cast(substr(g.programme_period, 1, 4) as integer), 1, 1) as period_start
  from asked a join core_project p on p.project_id = a.project_id and p.is_latest
  join core_programme g on g.programme_id = p.programme_id where g.programme_period is not null
)"""
_UNREPORTED = N_(
    "Programmes report these indicators at closure; without the report nothing is known, and that is not 0."
)


@kpi(
    title=N_("Outputs delivered"),
    theme="outputs",
    unit="ratio",
    direction="higher_better",
    reads=_READS,
    measures=(),
    formula=N_("delivered ÷ planned, for each output indicator of the project by itself"),
    min_data=N_("a target and a report of the same indicator"),
    method="newest report / target, one indicator at a time; SWD(2021)198",
    caveat=_UNREPORTED,
    variant_of="result_code",
    bases=("published",),
)
def outputs_delivered_ratio() -> str:
    """How much of what a project planned it has delivered, one output indicator at a time: 1 is everything. Different
    indicators are never added up.

    Variant is the programme's indicator, such as RCO116; '' has no figure and says why where nothing is reported. Under
    the first year of the programming period.
    """
    return f"""
with {_REPORTED}
select 'project' as entity_type, p.project_id as entity, 'published' as basis, coalesce(r.result_code, '') as variant,
       'A' as freq, p.period_start, r.delivered / nullif(r.planned, 0) as value,
       cast(null as double) as lower, cast(null as double) as upper,
       case when r.planned is null then 0 else 1 end + case when r.delivered is null then 0 else 1 end as n_obs,
       cast(null as varchar) as obs_status, cast(null as double) as coverage,
       case when r.planned is null or r.delivered is null then 'no_results'
            when r.planned = 0 then 'zero_denominator' end as reason
from projects p left join reported r on r.project_id = p.project_id"""


def _share_reported(title: str, formula: str, min_data: str, method: str) -> Declaring:
    """Declare a share of one reported indicator in another."""
    return kpi(
        title=title,
        theme="outputs",
        unit="ratio",
        direction="higher_better",
        reads=_READS,
        measures=(),
        formula=formula,
        min_data=min_data,
        method=method,
        caveat=_UNREPORTED,
        bases=("published",),
    )


@_share_reported(
    title=N_("Joint solutions taken up"),
    formula=N_("solutions taken up or up-scaled (RCR104) ÷ solutions jointly developed (RCO116)"),
    min_data=N_("three jointly developed solutions"),
    method="RCR104 / RCO116 with Wilson interval of 95 %, refused where RCR79 exceeds RCO83; SWD(2021)198",
)
def joint_solutions_uptake() -> str:
    """Of the solutions that partners developed together, which part others have taken up or scaled up. Nothing is said
    below three solutions.

    Per project, under the first year of the programming period. More taken up than developed cannot be: such a report,
    of solutions or of strategies (RCR79 above RCO83), is refused as not comparable.
    """
    return _share("RCR104", "RCO116", 3)


@_share_reported(
    title=N_("Cooperation that goes on after the project"),
    formula=N_("organisations that cooperate after the end (RCR84) ÷ organisations that cooperated (RCO87)"),
    min_data=N_("five organisations"),
    method="RCR84 / RCO87 with Wilson interval of 95 %; SWD(2021)198",
)
def post_project_cooperation() -> str:
    """Which part of the organisations of a project still work together after its end. Nothing is said below five
    organisations.

    Per project, under the first year of the programming period.
    """
    return _share("RCR84", "RCO87", 5)


def _share(part: str, whole: str, least: int) -> str:
    """The share of one reported indicator in another, withheld below the least number and where it exceeds it."""
    lower, upper = wilson("c.n_part", "c.n_whole")
    sound = f"c.n_whole >= {least} and c.n_part <= c.n_whole and c.is_valid"
    return f"""
with {_REPORTED}, counts as (
  select p.project_id, p.period_start, max(case when r.result_code = '{part}' then r.delivered end) as n_part,
         max(case when r.result_code = '{whole}' then r.delivered end) as n_whole,
         coalesce(max(case when r.result_code = 'RCR79' then r.delivered end)
                  <= max(case when r.result_code = 'RCO83' then r.delivered end), true) as is_valid
  from projects p left join reported r on r.project_id = p.project_id group by p.project_id, p.period_start
)
select 'project' as entity_type, c.project_id as entity, 'published' as basis, '' as variant, 'A' as freq,
       c.period_start, case when {sound} then c.n_part / c.n_whole end as value,
       case when {sound} then {lower} end as lower, case when {sound} then {upper} end as upper,
       cast(coalesce(c.n_whole, 0) as bigint) as n_obs, cast(null as varchar) as obs_status,
       cast(null as double) as coverage,
       case when c.n_part is null or c.n_whole is null then 'no_results'
            when c.n_part > c.n_whole or not c.is_valid then 'not_comparable'
            when c.n_whole < {least} then 'not_enough_data' end as reason
from counts c"""
