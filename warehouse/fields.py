"""The field dictionary: every column of the warehouse, declared once.

A column keeps one name, one type, one unit and one meaning wherever it stands.
A table may make a field optional (`Table.optional`); it can never change what it means.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT, INTEGER, DOUBLE, BOOLEAN, DATE = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE"

ENTITY_TYPES = ("port", "region", "country", "area", "project", "organisation", "event")
BASES = ("published", "like_for_like")
FREQS = ("A", "Q", "M", "W", "D")
NUTS_VERSIONS = ("2016", "2021", "2024")
CARGO_TYPES = ("total", "liquid_bulk", "dry_bulk", "containers", "ro_ro", "general_cargo", "_Z")
VESSEL_TYPES = (
    "total",
    "container",
    "liquid_bulk",
    "dry_bulk",
    "general_cargo",
    "specialised",
    "cruise",
    "passenger",
    "offshore",
    "tug",
    "_Z",
)
SIZE_CLASSES = ("total", "lt_10k_gt", "10k_40k_gt", "40k_100k_gt", "ge_100k_gt", "_Z")
DIRECTIONS = ("total", "in", "out", "_Z")
PRECISIONS = ("year", "month", "day", "unknown")
PROVENANCE_KINDS = ("published", "derived", "analyst", "mixed")
REFERENCE_STATUSES = ("read", "secondary", "not_opened")

# SDMX CL_OBS_STATUS letters, from the most to the least reliable: a sum takes the worst of its parts.
OBS_STATUSES = ("A", "P", "E", "F", "U", "D", "B")

# Measures that their publisher computes anew as a whole (UNCTAD on 15 March 2024, back to 2006): two releases of one
# are two scales, so their figures are never counted as revisions of one another.
RECALIBRATED = ("liner_connectivity",)

# Why a value is absent. A reason is shown to the reader in words (kpis.reasons).
REASONS = (
    "gap",
    "not_yet_published",
    "source_ended",
    "merged",
    "break",
    "too_few_periods",
    "no_denominator",
    "zero_denominator",
    "boundary_changed",
    "missing_part",
    "not_comparable",
    "no_direction_split",
    "not_in_release",
    "outside_range",
    "not_enough_data",
    "not_loaded",
    "no_source",
    "not_handed_in",
    "no_data",
    "no_payments",
    "no_results",
    "not_assessed",
    "no_countries",
    "overlapping_shocks",
    "not_reached",
    "all_reached",
)


@dataclass(frozen=True)
class Field:
    """One column: SQL type, meaning in one sentence, unit, whether it may be empty, allowed codes."""

    dtype: str
    meaning: str
    unit: str | None = None
    nullable: bool = False
    codes: tuple[str, ...] = ()


def _text(meaning: str, *, nullable: bool = False, codes: tuple[str, ...] = ()) -> Field:
    return Field(TEXT, meaning, nullable=nullable, codes=codes)


def _calls(of: str) -> Field:
    return Field(INTEGER, f"Calls of {of}, estimated from AIS signals.", "calls", nullable=True)


def _goods(moved: str) -> Field:
    return Field(INTEGER, f"Goods {moved}, estimated from draughts.", "t", nullable=True)


def _vessels(of: str) -> Field:
    return Field(INTEGER, f"{of} seen at the port in a year.", "ships", nullable=True)


FIELDS: dict[str, Field] = {
    # --- provenance, the same six everywhere
    "publisher": _text("Who published the figure or fact, as the publisher names itself."),
    "dataset": _text("The publisher's dataset, document or page series it stands in."),
    "locator": _text("Where in the publisher's file the figure or fact stands: series key and period, cell, page."),
    "licence_id": _text("Licence under which the row may be re-used (core_licence)."),
    "provenance_kind": _text("Printed by the publisher, derived from it, or judged by us.", codes=PROVENANCE_KINDS),
    "reference_status": _text(
        "Whether the cited text was read, read second-hand, or not opened.", codes=REFERENCE_STATUSES
    ),
    # --- entities
    "entity_type": _text("What kind of thing the figure describes.", codes=ENTITY_TYPES),
    "entity": _text("Identifier of the port, region, country, area, project, organisation or event."),
    "name": _text("Name in English or in Latin letters."),
    "name_local": _text("Name in the local language.", nullable=True),
    "country": _text("Country, ISO 3166-1 alpha-2 (GB, GR).", nullable=True),
    "countries": _text("Countries, ISO 3166-1 alpha-2, joined by a semicolon.", nullable=True),
    "country_id": _text("Country, ISO 3166-1 alpha-2 (GB, GR)."),
    "eurostat_country": _text("The country's code in Eurostat and NUTS (UK, EL).", nullable=True),
    "port_id": _text("Port: UN/LOCODE, or Eurostat's code of a statistical port."),
    "id_kind": _text("Where the port's identifier comes from.", codes=("unlocode", "eurostat")),
    "eurostat_code": _text("The port in Eurostat's list of reporting ports (rep_mar).", nullable=True),
    "portwatch_id": _text("The port's area or areas in IMF PortWatch, joined by a semicolon.", nullable=True),
    "ten_t": _text("Class in the trans-European transport network.", nullable=True, codes=("core", "comprehensive")),
    "programme_2seas": Field(BOOLEAN, "Whether the port lies in the Interreg 2 Seas area 2014-2020.", nullable=True),
    "port_role": _text("The port's part in this product.", codes=("core", "peer", "mission", "neighbour")),
    "port_status": _text("Whether the port still exists as such.", codes=("active", "merged")),
    "merged_into": _text("Port or area that carries the port on after a merger.", nullable=True),
    "valid_from": _text("First legal day, ISO 8601, cut to what is known.", nullable=True),
    "valid_to": _text("Last legal day, ISO 8601, cut to what is known.", nullable=True),
    "stat_first_year": Field(
        INTEGER, "First year of the port's annual goods series at Eurostat.", "year", nullable=True
    ),
    "stat_last_year": Field(INTEGER, "Last year of the port's annual goods series at Eurostat.", "year", nullable=True),
    "lat": Field(DOUBLE, "Latitude of the marker; never used to assign a region.", "degrees WGS 84", nullable=True),
    "lon": Field(DOUBLE, "Longitude of the marker; never used to assign a region.", "degrees WGS 84", nullable=True),
    "coord_source": _text("Where the marker's position comes from.", nullable=True),
    "note": _text("What a reader should know about this row.", nullable=True),
    "area_id": _text("Area: a group or place that is neither a port nor a NUTS region."),
    "area_kind": _text("What kind of area it is.", codes=("port_group", "place")),
    "member_type": _text("Type of the member.", codes=ENTITY_TYPES),
    "member": _text("Identifier of the member."),
    "region_id": _text("NUTS code as Eurostat writes it (UK, EL)."),
    "nuts_version": _text("Edition of the NUTS classification.", codes=NUTS_VERSIONS),
    "nuts_level": Field(INTEGER, "NUTS level, 2 or 3."),
    "to_region_id": _text("NUTS code in the later edition."),
    "to_nuts_version": _text("Later edition of the NUTS classification.", codes=NUTS_VERSIONS),
    "is_identical": Field(BOOLEAN, "Whether both codes cover the same land, so that a figure may move."),
    "is_main": Field(BOOLEAN, "Whether this is the region a port is measured against.", nullable=True),
    "share": Field(DOUBLE, "Share of the port that lies in the region; empty where not known.", "0-1", nullable=True),
    "lineage_id": _text("Merger, joint management, statistical break or opening."),
    "lineage_kind": _text(
        "What happened.", codes=("legal_merger", "joint_management", "statistical_break", "infrastructure")
    ),
    "predecessor": _text("Port before; empty where it is not in core_port.", nullable=True),
    "predecessor_name": _text("Name of the port before."),
    "successor_type": _text("Type of the successor.", nullable=True, codes=("port", "area")),
    "successor": _text("Port or area after; empty where it is not held.", nullable=True),
    "successor_name": _text("Name of the port or area after."),
    "effective": _text("When it took effect, ISO 8601, cut to what is known."),
    "effective_precision": _text("How exactly the date is known.", codes=PRECISIONS),
    "range_id": _text("Named comparison range."),
    "border_group_id": _text("Ports that face one another over a border."),
    "denominator_entity_type": _text(
        "Type of the row the range is divided by, if it is not the members' sum.", nullable=True
    ),
    "denominator_entity": _text("Row the range is divided by, if it is not the members' sum.", nullable=True),
    # --- observations
    "measure": _text("What is measured (core_measure)."),
    "cargo_type": _text(
        "Cargo group of Directive 2009/42/EC, total, or _Z where it does not apply.", codes=CARGO_TYPES
    ),
    "vessel_type": _text("Ship type, total, or _Z where it does not apply.", codes=VESSEL_TYPES),
    "size_class": _text("Size of the ship in gross tonnage, total, or _Z.", codes=SIZE_CLASSES),
    "direction": _text("Inwards, outwards, both, or _Z.", codes=DIRECTIONS),
    "partner": _text("Partner country, or _Z for all partners together."),
    "freq": _text("A annual, Q quarterly, M monthly, W weekly, D daily.", codes=FREQS),
    "period_start": Field(DATE, "First day of the period."),
    "source_id": _text("Source of the figure (core_source)."),
    "release": _text("The publisher's edition of the dataset (core_release)."),
    "series_id": _text("Tells apart several prints of one figure; _Z marks the only one, or the one chosen."),
    "obs_value": Field(DOUBLE, "The value in the measure's canonical unit; tonnes are whole numbers.", nullable=True),
    "unit": _text("Unit of the value."),
    "published_value": _text("The value as printed by the publisher.", nullable=True),
    "published_unit": _text("The unit as printed by the publisher.", nullable=True),
    "obs_status": _text(
        "SDMX observation status: A normal, P provisional, E estimated, ...",
        nullable=True,
        codes=OBS_STATUSES,
    ),
    "obs_flag": _text("The publisher's own flag.", nullable=True),
    "is_rounded": Field(BOOLEAN, "Whether the publisher printed a rounded figure."),
    "definition_id": _text("What the publisher counts (core_definition).", nullable=True),
    # --- measures, sources, licences
    "title": _text("Title a reader sees."),
    "is_additive": Field(BOOLEAN, "Whether values of several ports may be summed."),
    "definition": _text("What is counted, in our words."),
    "url": _text("Address of the publisher's page.", nullable=True),
    "cadence": _text(
        "How often the publisher brings new figures.", codes=("weekly", "quarterly", "annual", "occasional", "once")
    ),
    "released_on": Field(DATE, "Day of publication; the date from which a build may use the release."),
    "retrieved_on": Field(DATE, "Day the publisher's figures were read."),
    "copy_of": _text(
        "The copy of the publisher's file that was read, where the publisher's own was not.", nullable=True
    ),
    "max_overdue_days": Field(INTEGER, "Days after which a source without a newer release counts as overdue.", "days"),
    "licence_name": _text("Name of the licence."),
    "attribution": _text("Words in which the publisher wants to be named."),
    "may_ship": Field(BOOLEAN, "Whether figures under the licence may stand in this repository."),
    "preferred_source_id": _text("Source preferred for a whole series."),
    "preferred_release": _text("Release preferred for a whole series; 'newest' for the latest one held."),
    "entity_rule": _text("Entity the preference holds for, or * for every entity of the measure."),
    "reason_note": _text("Why this choice was made."),
    # --- cooperation
    "programme_id": _text("Funding programme."),
    "family": _text("Family of the programme.", nullable=True),
    "programme_period": _text("Programming period.", nullable=True),
    "cci": _text("The Commission's code of the programme.", nullable=True),
    "eu_budget_eur": Field(INTEGER, "EU money of the programme as printed.", "EUR", nullable=True),
    "max_eu_rate": Field(DOUBLE, "Highest EU share a project may get.", "0-1", nullable=True),
    "min_partnership": _text("Smallest partnership the programme asks for.", nullable=True),
    "programme_area": _text("Where the programme runs.", nullable=True),
    "project_id": _text("Project, unique over programmes."),
    "version": Field(INTEGER, "Number of the published version of the project's sheet."),
    "is_latest": Field(BOOLEAN, "Whether this is the version to show."),
    "as_of": _text("State the version describes, ISO 8601, cut to what is known.", nullable=True),
    "as_of_precision": _text("How exactly that date is known.", codes=PRECISIONS),
    "as_of_note": _text("How the version was dated.", nullable=True),
    "acronym": _text("Acronym; unique only within one programme and period."),
    "lead_org_id": _text("Lead organisation.", nullable=True),
    "lead_name": _text("Lead organisation as printed.", nullable=True),
    "lead_country": _text("Country of the lead, ISO 3166-1.", nullable=True),
    "budget_eur": Field(INTEGER, "Total budget as printed.", "EUR", nullable=True),
    "eu_amount_eur": Field(INTEGER, "EU money as printed.", "EUR", nullable=True),
    "eu_rate": Field(DOUBLE, "EU share of the budget.", "0-1", nullable=True),
    "eu_rate_kind": _text(
        "Whether the rate was printed or derived from the amounts.",
        nullable=True,
        codes=("published", "derived"),
    ),
    "date_start": _text("Start, ISO 8601, cut to what is known.", nullable=True),
    "date_start_precision": _text("How exactly the start is known.", codes=PRECISIONS),
    "date_end": _text("End, ISO 8601, cut to what is known.", nullable=True),
    "date_end_precision": _text("How exactly the end is known.", codes=PRECISIONS),
    "n_partners": Field(INTEGER, "Number of partners as printed.", "partners", nullable=True),
    "org_id": _text("Organisation."),
    "org_kind": _text(
        "Kind of organisation (our classification).",
        codes=("university", "port", "public_authority", "business_support", "research", "company"),
    ),
    "partner_role": _text("Part in the project."),
    "output_id": _text("Output, deliverable or target of a project."),
    "output": _text("What the project makes."),
    "output_kind": _text("Kind of output.", nullable=True),
    "themes": _text("Themes, joined by a semicolon.", nullable=True),
    "target_groups": _text("For whom, joined by a semicolon.", nullable=True),
    "output_status": _text("State of the output in the source.", nullable=True),
    "paid_on": Field(DATE, "Day up to which payments are counted."),
    "paid_eur": Field(INTEGER, "EU money certified or paid up to that day, from the start of the project.", "EUR"),
    "result_code": _text("Output or result indicator of the programme, such as RCO116 or RCR104."),
    "reported_on": Field(DATE, "Day of the report."),
    "planned": Field(DOUBLE, "Target of the project in this indicator.", nullable=True),
    "delivered": Field(DOUBLE, "What the project has delivered in this indicator up to that day.", nullable=True),
    "assessed_on": Field(DATE, "Day of the self-assessment."),
    "domain": _text("Domain of the self-assessment."),
    "question": _text("Question of the self-assessment, or its number."),
    "answer": _text(
        "Answer from 1 (nothing yet) to 5 (leading); empty where the question was left open.",
        nullable=True,
        codes=("1", "2", "3", "4", "5"),
    ),
    "event_id": _text("Policy or network event."),
    "event_kind": _text("Kind of event."),
    "date_kind": _text(
        "What the date is: of the event, of a publication, inferred, unknown, or a remark.", nullable=True
    ),
    "event_format": _text("On site, online, hybrid.", nullable=True),
    "place": _text("Where it took place, as printed.", nullable=True),
    "event_port_role": _text("Part of the port in the event."),
    "participation_id": _text("A count, or an organisation that took part."),
    "participation_kind": _text("Count or organisation; the two overlap and are never added."),
    "participant_role": _text("Part of the participants.", nullable=True),
    "n": Field(INTEGER, "How many.", nullable=True),
    "n_qualifier": _text("How exactly the number is known.", nullable=True, codes=("exact", "about", "over")),
    "n_unit": _text("What was counted.", nullable=True),
    "shock_id": _text("Shock marked on trends."),
    "shock_variant": _text("Date variant; main is the default."),
    "is_default": Field(BOOLEAN, "Whether this variant of the date is drawn by default."),
    "scope": _text("Whom or what the shock concerned, as the source says.", nullable=True),
    "affected_dimension": _text("What it touched: ro-ro, passengers, ...", nullable=True),
    "rec_id": _text("Recommendation of a peer review."),
    "recommendation": _text("What was recommended, shortened."),
    "policy_lever": _text("Lever the recommendation pulls."),
    "addressee_org_id": _text("Organisation the recommendation addresses.", nullable=True),
    "suggested_indicator": _text("What would show progress.", nullable=True),
    "suggested_indicator_kind": _text(
        "Whether that indicator is the source's or ours.", nullable=True, codes=PROVENANCE_KINDS
    ),
    "rec_status": _text(
        "State of the recommendation.", codes=("unknown", "planned", "in_progress", "implemented", "rejected")
    ),
    "status_date": _text("Date of that state, ISO 8601.", nullable=True),
    "challenge_id": _text("Policy challenge, need or ambition."),
    "origin": _text("Document it comes from."),
    "challenge_kind": _text("Challenge, need or ambition."),
    "theme": _text("Theme."),
    "statement": _text("What was said, shortened."),
    "initiative_id": _text("Living lab, case, tool, network or proposal."),
    "initiative_kind": _text("Kind of initiative."),
    "owner_org_id": _text("Organisation behind it.", nullable=True),
    "description": _text("What it is."),
    "status_in_source": _text("State in the source.", nullable=True),
    # --- catalogue, frameworks, targets
    "kpi_id": _text("Indicator of the catalogue."),
    "formula": _text("Formula in plain notation."),
    "catalogue_unit": _text("Unit in the catalogue's words."),
    "kpi_direction": _text("Whether more is better.", codes=("higher_better", "lower_better", "context")),
    "min_data": _text("Least data the indicator needs."),
    "uncertainty": _text("Interval, robust variant or caveat.", nullable=True),
    "catalogue_release": _text("Release of the product the indicator belongs to.", codes=("R1", "R2")),
    "framework_id": _text("Indicator framework policy makers already use."),
    "framework_year": _text("When.", nullable=True),
    "structure": _text("How it is built.", nullable=True),
    "indicators": _text("Its indicators.", nullable=True),
    "unit_or_formula": _text("Unit or formula.", nullable=True),
    "not_found": _text("What could not be found in its texts.", nullable=True),
    "code": _text("Node of an index tree: an indicator, a theme, or the index itself."),
    "parent": _text("Node above; empty for the index itself.", nullable=True),
    "level": Field(INTEGER, "Height in the tree: 1 for an indicator, more for each step up."),
    "weight": Field(DOUBLE, "Weight among the children of one parent; they are scaled to sum to 1."),
    "lower_goalpost": Field(DOUBLE, "Value at and below which the score is at one end.", nullable=True),
    "upper_goalpost": Field(DOUBLE, "Value at and above which the score is at the other end.", nullable=True),
    "goalpost_scale": _text(
        "Whether the way between the goalposts is measured on the value (linear) or on its logarithm (log).",
        nullable=True,
        codes=("linear", "log"),
    ),
    "target_value": Field(DOUBLE, "Value to be reached."),
    "target_date": Field(DATE, "Day by which it is to be reached."),
    "set_by": _text("Who set the target."),
    # --- simulation of the method behind effects
    "quarters_before": Field(INTEGER, "Quarters before the event in the simulated series.", "quarters"),
    "quarters_after": Field(INTEGER, "Quarters from the event on in the simulated series.", "quarters"),
    "error_phi": Field(DOUBLE, "Autocorrelation of the simulated errors from quarter to quarter.", "-1..1"),
    "replications": Field(INTEGER, "Simulated series.", "series"),
    "interval_coverage": Field(DOUBLE, "Share of the 95 % intervals that hold the true change.", "0-1"),
    "monte_carlo_error": Field(DOUBLE, "Standard error of that share, from the number of simulated series.", "0-1"),
    "half_width_pct": Field(DOUBLE, "Median half-width of the intervals: what could just be seen.", "%"),
    "power": Field(DOUBLE, "Share of the series in which the true change of -10 % was seen.", "0-1"),
    # --- the policy ledger
    "expectation_id": _text("Expectation of the policy ledger; never used twice."),
    "starts_on": Field(DATE, "First day of the policy, project or event that is expected to change something."),
    "lag_periods": Field(INTEGER, "Whole periods after that day until the change is expected.", "periods"),
    "expected_direction": _text("Which way the level is expected to change.", codes=("up", "down")),
    "expected_size_pct": Field(
        DOUBLE, "Least change of the level that is expected; empty where only the direction is.", "%", nullable=True
    ),
    "expected_by": _text("Who expects it: person or body, as they want to be named."),
    "expectation": _text("What is expected, and why, in one or two sentences."),
    "policy_kind": _text("What is expected to bring the change.", codes=("policy", "project", "event")),
    "policy_id": _text("Its id here where it has one: recommendation, project or event.", nullable=True),
    "is_after_results": Field(BOOLEAN, "Whether results for the expected time were out when it was locked."),
    "locked_at": _text("When the row was locked, UTC, ISO 8601."),
    "previous_hash": _text("Hash of the row locked before it; zeros for the first."),
    "row_hash": _text("SHA-256 over the row's content, the time it was locked and the previous hash."),
    # --- shapes
    "geometry": _text("Simplified outline, GeoJSON geometry in WGS 84."),
    "hatch": _text("Lines at 45 degrees within the outline, GeoJSON, to hatch a missing value.", nullable=True),
    "shape_id": _text("Piece of land."),
    # --- our ports in other registers
    "register_code": _text("The port's own code in the register."),
    "distance_km": Field(DOUBLE, "Distance of the register's position from our marker.", "km", nullable=True),
    "functions": _text("What the place is in the register: port, rail terminal, ..., by semicolon.", nullable=True),
    "harbour_size": _text(
        "Size of the harbour in the register's own classes.",
        nullable=True,
        codes=("large", "medium", "small", "very_small"),
    ),
    "harbour_type": _text("Type of the harbour in the register's words.", nullable=True),
    "channel_depth_m": Field(DOUBLE, "Depth of the channel, in classes of the register.", "m", nullable=True),
    "cargo_pier_depth_m": Field(DOUBLE, "Depth at the cargo pier, in classes of the register.", "m", nullable=True),
    "facilities": _text("Kinds of cargo the register says the port can handle, joined by a semicolon.", nullable=True),
    # --- harmonised series and indicators
    "basis": _text("As published, or like for like over mergers.", codes=BASES),
    "variant": _text("Cargo type, range, release, ...; empty for the default."),
    "reason": _text("Why there is no value.", nullable=True, codes=REASONS),
    "n_obs": Field(INTEGER, "Observations that went into the value.", "observations"),
    "coverage": Field(DOUBLE, "Share of the needed parts that are present.", "0-1", nullable=True),
    "is_break": Field(BOOLEAN, "Whether the series starts anew here, so that no change is read across."),
    "indicator": _text("Code of the indicator (meta_indicator)."),
    "value": Field(DOUBLE, "The indicator's value in its unit.", nullable=True),
    "lower": Field(DOUBLE, "Lower end of the interval.", nullable=True),
    "upper": Field(DOUBLE, "Upper end of the interval.", nullable=True),
    "denominator": _text("Measure of the region a port is divided by."),
    # --- daily port activity (IMF PortWatch)
    "date": Field(DATE, "Day."),
    "calls_count": _calls("ships of all kinds that PortWatch counts"),
    "calls_container_count": _calls("container ships"),
    "calls_dry_bulk_count": _calls("dry bulk carriers"),
    "calls_general_cargo_count": _calls("general cargo ships"),
    "calls_ro_ro_count": _calls("ro-ro ships"),
    "calls_tanker_count": _calls("tankers"),
    "calls_cargo_count": _calls("all cargo ships but tankers"),
    "import_tonnes": _goods("unloaded from ships of all kinds"),
    "import_container_tonnes": _goods("unloaded from container ships"),
    "import_dry_bulk_tonnes": _goods("unloaded from dry bulk carriers"),
    "import_general_cargo_tonnes": _goods("unloaded from general cargo ships"),
    "import_ro_ro_tonnes": _goods("unloaded from ro-ro ships"),
    "import_tanker_tonnes": _goods("unloaded from tankers"),
    "import_cargo_tonnes": _goods("unloaded from all cargo ships but tankers"),
    "export_tonnes": _goods("loaded on ships of all kinds"),
    "export_container_tonnes": _goods("loaded on container ships"),
    "export_dry_bulk_tonnes": _goods("loaded on dry bulk carriers"),
    "export_general_cargo_tonnes": _goods("loaded on general cargo ships"),
    "export_ro_ro_tonnes": _goods("loaded on ro-ro ships"),
    "export_tanker_tonnes": _goods("loaded on tankers"),
    "export_cargo_tonnes": _goods("loaded on all cargo ships but tankers"),
    "is_anomalous": Field(BOOLEAN, "Whether the day is one on which the source is known to have gone wrong."),
    "n_days": Field(INTEGER, "Days that went into the figure, summed over the port's areas.", "days"),
    "iso3": _text("Country, ISO 3166-1 alpha-3, as the publisher writes it.", nullable=True),
    "unlocode": _text("UN/LOCODE as the publisher writes it; empty for many ports.", nullable=True),
    "vessels_count": _vessels("Ships of all kinds"),
    "vessels_container_count": _vessels("Container ships"),
    "vessels_dry_bulk_count": _vessels("Dry bulk carriers"),
    "vessels_general_cargo_count": _vessels("General cargo ships"),
    "vessels_ro_ro_count": _vessels("Ro-ro ships"),
    "vessels_tanker_count": _vessels("Tankers"),
    "disruption_id": _text("Disruption in the publisher's list."),
    "disruption_kind": _text("Kind of disruption in the publisher's code: TC tropical cyclone, EQ earthquake, ..."),
    "alert_level": _text("Alert level in the publisher's words.", nullable=True),
    "severity": _text("Severity in the publisher's words.", nullable=True),
    "n_ports": Field(INTEGER, "Ports affected as the publisher counts them.", "ports", nullable=True),
    # --- what stands out in a build
    "alert_id": _text("What the alert is about, stable over builds."),
    "alert_kind": _text("Why it stands out.", codes=("unusual", "target_missed", "target_reached", "overdue")),
    "robust_z": Field(DOUBLE, "Distance from the usual value in robust standard deviations.", nullable=True),
    "p_value": Field(DOUBLE, "Probability of a value at least that far out, were it usual.", "0-1", nullable=True),
    "q_value": Field(
        DOUBLE, "Share of false alarms among all alerts that stand out at least as much.", "0-1", nullable=True
    ),
    "due_on": Field(DATE, "Day by which a newer release was to be expected.", nullable=True),
    # --- about the vintage itself
    "vintage": _text("Identifier of the build: newest retrieval date and content hash."),
    "content_hash": _text("SHA-256 over the ordered rows of the core tables, the registry and our version."),
    "schema_version": Field(INTEGER, "Version of the declared tables."),
    "product_version": _text("Version of this product."),
    "build_as_of": Field(DATE, "Only releases published by this day were used.", nullable=True),
    "is_pinned": Field(BOOLEAN, "Whether a release was chosen by hand for this build."),
    "file": _text("File the rows came from, within data/."),
    "sha256": _text("SHA-256 of that file."),
    "n_rows": Field(INTEGER, "Rows read from it.", "rows"),
    "table_name": _text("Table of the warehouse."),
    "column_name": _text("Column of the warehouse."),
    "dtype": _text("SQL type."),
    "field_unit": _text("Unit of the column.", nullable=True),
    "meaning": _text("Meaning of the column in one sentence."),
    "is_nullable": Field(BOOLEAN, "Whether the column may be empty."),
    "codes": _text("Allowed codes, joined by a semicolon.", nullable=True),
    "indicator_unit": _text("Unit of the indicator."),
    "indicator_record": _text("The indicator's declaration as JSON."),
    "indicator_sql": _text("The SQL or function text that ran."),
    "line": Field(INTEGER, "Line of the file.", "line"),
    "problem": _text("Why the row was set aside."),
    "record": _text("The row as it was read, JSON."),
}
