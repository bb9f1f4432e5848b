"""The domain: every label and relationship type of the graph, and nothing else.

To add a node type, write its class here, name it in :data:`MODEL` and add its file to
``seed/data``. Each class docstring and each property's text is what users read in the
GraphQL schema.
"""

from __future__ import annotations

from enum import Enum

from graph.declare import (
    Basis,
    Date,
    DateTime,
    Evidenced,
    Id,
    Model,
    Money,
    Node,
    Rank,
    Relationship,
    Structure,
    first_of,
    into,
    kept,
    out,
    prop,
)


class ReportingStatus(Enum):
    """What kind of reporting line a source states."""

    CONFIRMED = "The organisation's ordinary line of authority."
    DIRECTED = "Ordered by a governing instrument, completion not yet announced."
    EFFECTIVE = "Announced as complete."
    POLICY_OVERSIGHT = "Oversight of policy only, without authority over the office."
    DISPUTED = "Contradicted by better sources."


class AgencyKind(Enum):
    """What kind of organisation it is."""

    BUREAU = "A bureau of a department."
    COMBATANT_COMMAND = "A unified combatant command."
    COMMITTEE = "A committee of Congress or between agencies."
    DEFENSE_AGENCY = "A defense agency."
    DEPARTMENT = "An executive department."
    DISPUTED_LABEL = "A name that one source prints and others contradict."
    FIELD_ACTIVITY = "A field activity of the department."
    FINANCE_SERVICE = "A finance and accounting service."
    IMPLEMENTING_AGENCY = "Prepares and carries out letters of offer and acceptance."
    INTERNATIONAL_AGENCY = "An agency of an international organisation."
    LEGISLATURE = "A legislature."
    MILITARY_DEPARTMENT = "The Department of the Army, of the Navy or of the Air Force."
    OFFICE = "An office of a department, or of the President."
    OVERSEAS_MISSION = "A mission abroad."
    SCHOOL = "A school."
    SERVICE = "A workforce service."
    TASK_FORCE = "A task force."


class MemorandumKind(Enum):
    """What kind of instrument or publication it is."""

    ARTICLE = "A press article."
    DIRECTIVE = "A Department of Defense directive."
    EXECUTIVE_ORDER = "An executive order of the President."
    FEDERAL_REGISTER_NOTICE = "A notice printed in the Federal Register."
    FORM = "An official form or template."
    INSTRUCTION = "A Department of Defense instruction."
    LAW = "An act of Congress."
    LAW_SECTION = "A section of a law."
    MANUAL = "An official manual."
    MEMORANDUM = "A memorandum of a head of department."
    NEWS_RELEASE = "An official news release."
    POLICY = "A national policy document."
    POLICY_MEMORANDUM = "A policy memorandum of an agency."
    PRESIDENTIAL_MEMORANDUM = "A memorandum of the President."
    REPORT = "A report to or for Congress."


class PartnerKind(Enum):
    """What kind of purchaser a partner is."""

    NATION = "A state."
    ORGANISATION = "An international organisation that buys for its members."
    REPRESENTATIVE_OFFICE = "Buys through a representative office."


class SaleCategory(Enum):
    """What a sale is mainly of; assigned by us, not printed in notices."""

    AIR_AND_MISSILE_DEFENSE = "Air and missile defense."
    AIRCRAFT = "Fixed-wing aircraft."
    ARTILLERY_AND_ROCKETS = "Artillery and rockets."
    C4ISR_AND_SENSORS = "Communications, sensors and electronic systems."
    CONSTRUCTION = "Construction and facilities."
    GROUND_VEHICLES = "Tanks and other ground vehicles."
    HELICOPTERS = "Helicopters."
    MISSILES_AND_MUNITIONS = "Missiles and munitions."
    NAVAL = "Ships and naval equipment."
    OTHER = "None of the others."
    SMALL_ARMS = "Small arms."
    SUSTAINMENT = "Sustainment, parts and technical support."
    TRAINING = "Training services."
    UNMANNED_SYSTEMS = "Unmanned systems."


class SaleChannel(Enum):
    """How a sale is made."""

    FMS = "Foreign military sale, government to government."
    DCS = "Direct commercial sale under an export licence."


class SaleStatus(Enum):
    """What is known to have happened to a notice."""

    NOTIFIED = "A notice was published."
    CORRECTED = "The notice was published again, corrected."
    REPORTED = "Known from press reports only; the notice itself was not read."


class SaleStage(Enum):
    """What a sale goes through, in the order of DSCA's manual (SAMM)."""

    PRE_LETTER_OF_REQUEST = "What is needed is worked out before it is asked for."
    LETTER_OF_REQUEST = "The partner asks for an offer by a letter of request (LOR)."
    TECHNOLOGY_SECURITY_REVIEW = (
        "Review of technology security and foreign disclosure is completed."
    )
    LETTER_OF_OFFER_DATA = "Data for a letter of offer are put together (LOAD)."
    NOTIFICATION = "The proposed sale is certified to Congress (AECA section 36)."
    RELEASE = "The notice is made public."
    CONGRESSIONAL_RECORD = "The Congressional Record prints the notice."
    CORRECTION = "The notice is published again, corrected."
    CONGRESSIONAL_REVIEW = "The time in which Congress may prohibit the sale is over."
    OFFER = "A letter of offer and acceptance (LOA) is offered."
    ACCEPTANCE = "The partner signs the letter of offer and acceptance."
    IMPLEMENTATION = "The accepted case is implemented, so that it may be carried out."
    CONTRACT = "A contract for what is sold is awarded."
    DELIVERY = "What is sold is delivered."
    AMENDMENT = "A later report to Congress changes what was notified."
    CLOSURE = "The case is closed."


class ContractorStatus(Enum):
    """What a notice says of principal contractors."""

    NAMED = "At least one is named."
    NONE_NAMED = "The notice says that there is none, or none chosen yet."
    NOT_CAPTURED = "No name was taken down; the notice may name one."


class ReviewKind(Enum):
    """What a review looks at."""

    TECHNOLOGY_SECURITY = "Technology security and foreign disclosure."
    CONGRESSIONAL = "Review by Congress under AECA section 36."


class ReviewStage(Enum):
    """How far a review has come."""

    OPEN = "Begun, not completed."
    COMPLETED = "Completed."


class ReviewOutcome(Enum):
    """How a review ended."""

    PASSED = "The sale went on."
    RETURNED = "Returned for changes."
    DENIED = "Denied."


class RiskKind(Enum):
    """What kind of technology a risk is about."""

    COMMUNICATIONS_SECURITY = "Cryptographic and other secure communications."
    SATELLITE_NAVIGATION = "Protected satellite navigation."
    SOFTWARE = "Software."
    PUBLICATIONS = "Technical publications."
    MATERIALS = "Armor and other materials."
    COMMERCIAL_TRANSFER = "Parts of the transfer made by direct commercial sale."


class ArticleCategory(Enum):
    """What a defense article is; assigned by us from its name."""

    AIRCRAFT = "Fixed-wing or unmanned aircraft."
    AMMUNITION = "Ammunition, fuzes and propellant."
    BOMB = "Bombs and their guidance kits."
    COMMUNICATIONS = "Radios, data links and cryptographic equipment."
    ELECTRONIC_WARFARE = "Warning receivers, jammers and countermeasures."
    ENGINE = "Engines."
    GUN = "Guns, howitzers, mortars and small arms."
    HELICOPTER = "Helicopters."
    LAUNCHER = "Launchers."
    MISSILE = "Missiles and rockets."
    NAVIGATION = "Navigation equipment."
    SENSOR = "Radars, sonars, sights and targeting pods."
    SHIP = "Ships, boats and their systems."
    TORPEDO = "Torpedoes."
    VEHICLE = "Tanks and other ground vehicles."


class ProgramKind(Enum):
    """What a program is for."""

    SALES = "Sale of defense articles and services."
    TRAINING = "Training and education."
    PARTNERSHIP_DEVELOPMENT = "Development of partners' institutions and capacity."
    FINANCING = "Financing of purchases."


class SourceStanding(Enum):
    """How near a source is to the event."""

    PRIMARY = "The official text or record itself."
    PRIMARY_COPY = "The official text, seen through a copy or reprint."
    AUTHORITATIVE = "A secondary source of official standing."
    SECONDARY = "A report by others."
    TERTIARY = "Drawn from secondary sources."
    EXTRACTION = "A data set drawn from notices by others."


class Held(
    Relationship,
    passing=True,
    structure=Structure("Tenure", "official", "post", where="head"),
):
    """An official held a post."""

    title: str | None = prop("The title as printed, where it differs from the post's.")
    qualifier: str | None = prop("What the source adds, such as 'acting'.")
    observed: str | None = prop("When the holder was seen in the post, as written.")
    ended_by: Date | None = prop(
        "The day by which it had ended, where no source read says when: inferred, as a "
        "post has one holder at a time, from when the next holder's tenure began.",
        bounds="valid_to",
    )
    note: str | None = prop("A remark on how the row was read.")


class In(Relationship):
    """A post belongs to an agency."""


class ReportsTo(
    Relationship, structure=Structure("ReportingStep", "agency", "superior")
):
    """An agency reports to another, as one claim has it."""

    status: ReportingStatus = prop("What kind of reporting line is stated.")
    printed_as: str | None = prop("The superior's name as printed, where it differs.")
    authority: Id | None = prop(
        "The instrument the line rests on.", refers_to="Memorandum", index=True
    )
    note: str | None = prop("A remark on how the line was read.")


class PartOf(Relationship, structure=Structure("Membership", "part", "whole")):
    """An agency is part of another."""


class InAreaOf(Relationship):
    """A partner lies in the area of a combatant command."""


class Directs(Relationship, structure=Structure("Mandate", "memorandum", "agency")):
    """An instrument directs or governs an agency."""


class IssuedBy(Relationship, timeless=True):
    """An instrument was issued by an agency or official."""


class Supersedes(
    Relationship,
    timeless=True,
    structure=Structure("Supersession", "memorandum", "superseded"),
):
    """An instrument takes the place of another."""


class To(Relationship, timeless=True):
    """A sale is proposed to a partner."""


class Includes(Relationship, timeless=True):
    """A sale includes a defense article."""

    quantity: int | None = prop("How many, where the notice gives a number.")
    up_to: bool | None = prop("True where the notice says 'up to'.")
    printed: str = prop("The item as printed in the notice.")


class Names(Relationship, timeless=True):
    """A notice names a principal contractor."""


class OwnedBy(Relationship):
    """A contractor is owned by another."""

    note: str | None = prop("How the source words the relation.")


class ImplementedBy(Relationship, timeless=True):
    """A sale is carried out by an implementing agency."""

    printed_as: str | None = prop("The agency's name as printed, where it differs.")


class NotifiedBy(Relationship, timeless=True):
    """A notice was published by an agency."""


class Amends(Relationship, timeless=True):
    """A later report amends the notice of a sale."""


class Of(Relationship, timeless=True):
    """A review is a review of a sale."""


class ConductedBy(Relationship, timeless=True):
    """A review is conducted by an agency."""


class Raises(Relationship, timeless=True):
    """A sale raises a technology risk."""


class Addresses(Relationship):
    """A mitigation addresses a technology risk."""


class ResponsibleFor(Relationship):
    """An agency is responsible for a mitigation."""


class Administers(Relationship):
    """An agency administers a program."""


class TakesPartIn(Relationship):
    """A partner takes part in a program."""


class StatedIn(Relationship, timeless=True):
    """A claim is stated in a source."""


class Official(Evidenced, prefix="official"):
    """A person who holds or held an office."""

    name: str = prop("The name as commonly printed.", index=True, text=True)
    note: str | None = prop("A remark from the sources.")
    held: list[Post] = out(Held, "The posts the official held, with dates.")
    issued: list[Memorandum] = into(IssuedBy, "The instruments the official issued.")


class Post(Evidenced, prefix="post"):
    """A position in an agency."""

    title: str = prop("The title of the position.", index=True, text=True)
    head: bool = prop("True where the holder leads the agency.")
    agency: Agency = out(In, "The agency the post belongs to.")
    holders: list[Official] = into(Held, "Who held the post, with dates.")


class Agency(Evidenced, prefix="agency", plural="agencies"):
    """An agency, office, bureau, department, committee or command."""

    name: str = prop("The full name.", index=True, text=True)
    short_name: str | None = prop("The usual abbreviation.", index=True, text=True)
    kind: AgencyKind = prop("What kind of organisation it is.", index=True)
    role: str | None = prop("What it does in security cooperation.", text=True)
    established_on: Date | None = prop(
        "When it was established.", index=True, begins=True
    )
    former_names: list[str] = prop("Earlier names.", text=True)
    note: str | None = prop("A remark from the sources.")
    posts: list[Post] = into(In, "The posts in the agency.")
    reports_to: list[Agency] = out(ReportsTo, "Whom it reports to, claim by claim.")
    direct_reports: list[Agency] = into(ReportsTo, "Who reports to it directly.")
    part_of: list[Agency] = out(PartOf, "The organisation it is part of.")
    parts: list[Agency] = into(PartOf, "The organisations that are part of it.")
    directed_by: list[Memorandum] = into(Directs, "The instruments that govern it.")
    issued: list[Memorandum] = into(IssuedBy, "The instruments it issued.")
    implemented_sales: list[Sale] = into(
        ImplementedBy, "The sales it implements.", large=True
    )
    notified_sales: list[Sale] = into(
        NotifiedBy, "The sales it gave notice of.", large=True
    )
    notified_amendments: list[Amendment] = into(
        NotifiedBy, "The amendments it published.", large=True
    )
    reviews: list[Review] = into(ConductedBy, "The reviews it conducts.", large=True)
    mitigations: list[Mitigation] = out(
        ResponsibleFor, "What it does about technology risks."
    )
    programs: list[Program] = out(Administers, "The programs it administers.")
    partners_in_area: list[PartnerNation] = into(
        InAreaOf, "The partners in a combatant command's area.", large=True
    )


class Memorandum(Evidenced, prefix="memorandum", plural="memoranda"):
    """A governing instrument or publication: memorandum, order, law, manual, notice."""

    title: str = prop("The title.", index=True, text=True)
    kind: MemorandumKind = prop("What kind of document it is.", index=True)
    number: str | None = prop("Its official number.", index=True, text=True)
    issued_on: Date | None = prop("When it was issued.", index=True, begins=True)
    url: str | None = prop("Where it can be read.")
    status: str | None = prop("Whether it is in force, as read.")
    note: str | None = prop("A remark from the sources.", text=True)
    directs: list[Agency] = out(Directs, "The agencies it directs or governs.")
    issued_by: list[Agency | Official] = out(IssuedBy, "Who issued it.")
    supersedes: list[Memorandum] = out(Supersedes, "What it takes the place of.")
    superseded_by: list[Memorandum] = into(Supersedes, "What took its place.")


class PartnerNation(Evidenced, prefix="partner"):
    """A purchaser: a nation, an organisation or a representative office."""

    name: str = prop("The name in common use.", index=True, text=True)
    iso2: str | None = prop(
        "ISO 3166-1 alpha-2 code; XK for Kosovo is user-assigned.", index=True
    )
    kind: PartnerKind = prop("What kind of purchaser it is.", index=True)
    region: str | None = prop("The region, in our own grouping.", index=True)
    alliances: list[str] = prop("NATO, or major non-NATO ally (MNNA), as read.")
    nato_accession_year: int | None = prop("The year of accession to NATO.")
    review_days: int | None = prop(
        "Days of congressional review of a notified sale (AECA section 36(b))."
    )
    note: str | None = prop("A remark from the sources.")
    sales: list[Sale] = into(To, "The sales proposed to the partner.", large=True)
    commands: list[Agency] = out(InAreaOf, "The combatant command of its area.")
    programs: list[Program] = out(TakesPartIn, "The programs it takes part in.")


class Sale(Evidenced, prefix="sale"):
    """One proposed sale of defense articles or services, notified to Congress."""

    transmittal_number: str | None = prop(
        "The notice's number; not unique by itself: one number can name two notices.",
        index=True,
        text=True,
    )
    title: str = prop("What is sold, in short.", index=True, text=True)
    category: SaleCategory = prop("What it is mainly of.", index=True)
    channel: SaleChannel = prop("How it is made.")
    description: str = prop("A summary in our own words.", text=True)
    estimated_value: Money | None = prop(
        "The estimated ceiling in US dollars of the day; not a contract value.",
        index=True,
    )
    mde_value: Money | None = prop(
        "The part that is major defense equipment, in US dollars of the day.",
        index=True,
    )
    status: SaleStatus = prop(
        "What is known to have happened to the notice.",
        marks={SaleStatus.CORRECTED: SaleStage.CORRECTION},
    )
    notified_on: Date | None = prop(
        "When it was certified to Congress.", index=True, marks=SaleStage.NOTIFICATION
    )
    released_on: Date | None = prop(
        "When the notice was released.", index=True, marks=SaleStage.RELEASE
    )
    recorded_on: Date | None = prop(
        "When the Congressional Record printed it.",
        index=True,
        marks=SaleStage.CONGRESSIONAL_RECORD,
    )
    day: Date | None = first_of(
        "notified_on",
        "released_on",
        "recorded_on",
        description="The sale's day: the first known of its three dates.",
    )
    statutory_basis: str | None = prop("The provision it is notified under.")
    emergency: bool | None = prop(
        "True where the notice waives congressional review for an emergency.",
        waives=SaleStage.CONGRESSIONAL_REVIEW,
    )
    below_threshold_case_added: bool | None = prop(
        "True where earlier cases below the threshold were added to the total."
    )
    major_items: str | None = prop("The quantities as printed, shortened.")
    contractor_status: ContractorStatus = prop("What is said of contractors.")
    technology_security_markers: list[str] = prop(
        "Words of the notice that bear on technology security; not a review record."
    )
    offset_agreement: str | None = prop("What the notice says of offset agreements.")
    fms_case_id: str | None = prop("The case designator, where known.")
    notice_url: str | None = prop("Where the notice is published.")
    alternate_url: str | None = prop("Another page that prints or reports it.")
    extraction_method: str | None = prop("How the row was drawn from its source.")
    verified_by: str | None = prop("Which second source agrees, and on what.")
    conflict_note: str | None = prop("Where sources differ, in short.")
    partner: PartnerNation = out(To, "The purchaser.")
    items: list[DefenseArticle] = out(Includes, "What is sold, with quantities.")
    contractors: list[Contractor] = out(Names, "The principal contractors named.")
    implementing_agencies: list[Agency] = out(
        ImplementedBy, "Who carries the sale out, where printed."
    )
    notifying_agencies: list[Agency] = out(NotifiedBy, "Who published the notice.")
    amendments: list[Amendment] = into(Amends, "Later reports on the notice.")
    reviews: list[Review] = into(Of, "The reviews of the sale.")
    risks: list[TechnologyRisk] = out(Raises, "The technology risks it raises.")


class Amendment(Evidenced, prefix="amendment"):
    """A later report on an earlier notice (AECA section 36(b)(5))."""

    number: str = prop("The report's number.", index=True, text=True)
    kind: str = prop("What the report announces.")
    statutory_basis: str | None = prop("The provision it is made under.")
    base_transmittal_number: str = prop("The number of the notice it amends.")
    base_notified_on: Date | None = prop("When that notice was certified.")
    printed_on: Date | None = prop(
        "When the report was printed.", index=True, marks=SaleStage.AMENDMENT
    )
    url: str | None = prop("Where it can be read.")
    signed_by: str | None = prop("Who signed it, as printed.")
    sale: Sale | None = out(Amends, "The sale it amends, where that is in the graph.")
    implementing_agencies: list[Agency] = out(
        ImplementedBy, "Who carries the sale out, where printed."
    )
    notifying_agencies: list[Agency] = out(NotifiedBy, "Who published the report.")


class Review(Evidenced, prefix="review"):
    """One review of one sale; its basis says whether it is stated or inferred."""

    kind: ReviewKind = prop("What the review looks at.", index=True)
    stage: ReviewStage | None = prop(
        "How far it has come.", confirms=ReviewStage.COMPLETED
    )
    outcome: ReviewOutcome | None = prop("How it ended.")
    started_on: Date | None = prop("When it began, if known.")
    completed_on: Date | None = prop(
        "When it was completed, if known.",
        marks={
            ReviewKind.TECHNOLOGY_SECURITY: SaleStage.TECHNOLOGY_SECURITY_REVIEW,
            ReviewKind.CONGRESSIONAL: SaleStage.CONGRESSIONAL_REVIEW,
        },
    )
    completed_by: Date | None = prop(
        "For an inferred review, the latest day it can have been completed.",
        bounds="completed_on",
    )
    day: Date | None = first_of(
        "completed_on",
        "completed_by",
        description="The day that decides under whose office the review fell.",
    )
    sale: Sale = out(Of, "The sale reviewed.")
    agency: Agency = out(ConductedBy, "The agency that conducts it.")


class TechnologyRisk(Evidenced, prefix="technology-risk"):
    """What may leak with a transfer of technology."""

    name: str = prop("The name.", index=True, text=True)
    kind: RiskKind = prop("What kind of technology it is about.")
    description: str | None = prop("What is at stake, in our own words.", text=True)
    sales: list[Sale] = into(Raises, "The sales that raise it.", large=True)
    mitigations: list[Mitigation] = into(Addresses, "What is done about it.")


class Mitigation(Evidenced, prefix="mitigation"):
    """What is done about technology risks."""

    name: str = prop("The name.", index=True, text=True)
    description: str | None = prop("What it consists of, in our own words.", text=True)
    risks: list[TechnologyRisk] = out(Addresses, "The risks it addresses.")
    agencies: list[Agency] = into(ResponsibleFor, "Who is responsible for it.")


class DefenseArticle(Evidenced, prefix="defense-article"):
    """An article or service that sales include."""

    name: str = prop("The name, drawn from the notices.", index=True, text=True)
    category: ArticleCategory | None = prop("What it is, from its name.", index=True)
    sales: list[Sale] = into(Includes, "The sales that include it.", large=True)


class Contractor(Evidenced, prefix="contractor"):
    """A firm that notices name as a principal contractor, or the owner of one."""

    name: str = prop("The name as printed at the time.", index=True, text=True)
    note: str | None = prop("A remark from the sources.")
    sales: list[Sale] = into(Names, "The sales whose notices name it.", large=True)
    owned_by: list[Contractor] = out(OwnedBy, "Who owns it.")
    owns: list[Contractor] = into(OwnedBy, "What it owns.")


class Program(Evidenced, prefix="program"):
    """A program of security cooperation."""

    name: str = prop("The name.", index=True, text=True)
    kind: ProgramKind = prop("What it is for.", index=True)
    description: str | None = prop("What it does, in our own words.", text=True)
    authority: str | None = prop("The law it rests on.")
    administered_by: list[Agency] = into(Administers, "Who administers it.")
    participants: list[PartnerNation] = into(
        TakesPartIn, "Who takes part in it.", large=True
    )


class Source(Node, prefix="source"):
    """Where facts are stated."""

    title: str = prop("The title.", index=True, text=True)
    kind: str = prop("What kind of source it is.")
    url: str | None = prop("Its address.")
    published_on: str | None = prop("When it was published, as read.")
    standing: SourceStanding = prop("How near it is to the event.", index=True)
    note: str | None = prop("A remark on how it was read.", text=True)
    restricted: bool | None = prop(
        "True where it, and what rests on it alone, is not for everybody.",
        index=True,
        lasting=True,
    )
    recorded_at: DateTime | None = kept("When it entered the graph as it stands.")
    retracted_at: DateTime | None = kept("When the graph no longer held it so.")
    stated: list[Claim] = into(StatedIn, "The claims it states.", large=True)


class Claim(Node, prefix="claim"):
    """What one source states, in our own words."""

    statement: str = prop("What is stated, in our own words.", text=True)
    subject: Id | None = prop("The id of the node it is about.", index=True)
    predicate: str | None = prop(
        "The property or relationship type it is about, where it is about one.",
        index=True,
    )
    value: str | None = prop("The value stated, where claims compete over one.")
    locator: str | None = prop("Where in the source: page, address, section.")
    quote: str | None = prop("The source's own words, where they may be repeated.")
    recorded_at: DateTime = prop(
        "When the claim entered the graph.", index=True, entry=True
    )
    retracted_at: DateTime | None = kept("When the claim was retracted.")
    retraction: str | None = kept("Why it was retracted.")
    basis: Basis = prop("Whether the source states it or a rule infers it.")
    rank: Rank = prop("How it stands among claims that cannot all hold.")
    confidence: str | None = prop("How sure the reading is, and why.")
    rule: str | None = prop("The rule by which it is inferred.")
    source: Source = out(StatedIn, "The source that states it.")


MODEL = Model.of(
    Official,
    Post,
    Agency,
    Memorandum,
    PartnerNation,
    Sale,
    Amendment,
    Review,
    TechnologyRisk,
    Mitigation,
    DefenseArticle,
    Contractor,
    Program,
    Source,
    Claim,
)
