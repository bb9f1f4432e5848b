"""Arms Sales Notifications of the Federal Register: a document becomes a sale.

The file is the document as the Federal Register's API gives it in JSON, with the
document's text as ``text`` (or ``raw_text`` or ``body``), or the text beside it in a
file of the same name that ends with ``.txt``. The text follows section 36(b)(1) of the
Arms Export Control Act: items (i) to (viii), and then a policy justification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from graph.model import ContractorStatus, SaleCategory, SaleChannel, SaleStatus
from imports.evidence import Witness
from imports.facts import Reading, Record
from imports.mapping import slug

TITLE = "Arms Sales Notification"
TEXTS = ("text", "raw_text", "body")
PURCHASER = "government of "
CATEGORIES = {
    SaleCategory.AIR_AND_MISSILE_DEFENSE: "patriot|air defense|missile defense|nasams",
    SaleCategory.HELICOPTERS: "helicopter|apache|black hawk|chinook",
    SaleCategory.UNMANNED_SYSTEMS: "unmanned|mq-9|uas",
    SaleCategory.SUSTAINMENT: "sustainment|follow-on support|spare|repair|maintenance",
    SaleCategory.AIRCRAFT: "aircraft|f-16|f-35|f-15|c-130|p-8",
    SaleCategory.MISSILES_AND_MUNITIONS: "missile|munition|bomb|torpedo|ammunition",
    SaleCategory.GROUND_VEHICLES: "tank|vehicle|abrams|bradley|stryker",
    SaleCategory.NAVAL: "ship|frigate|vessel|boat|naval",
    SaleCategory.ARTILLERY_AND_ROCKETS: "howitzer|artillery|rocket|himars|gmlrs",
    SaleCategory.C4ISR_AND_SENSORS: "radar|radio|sensor|communications|link 16",
    SaleCategory.TRAINING: "training",
}
"""What a sale is mainly of, by words of its title; the first that fits."""
MARKERS = {
    "COMSEC": r"communications security|COMSEC",
    "SAASM": r"SAASM|Selective Availability Anti-Spoofing",
    "M-Code": r"M-Code",
    "classified software": r"software.{0,60}classified|classified.{0,60}software",
}
SCALES = {"billion": 10**9, "million": 10**6, "thousand": 10**3}
AMOUNT = re.compile(r"\$\s*([\d,]+(?:\.\d+)?)\s*(billion|million|thousand)?", re.I)
ITEMS = re.compile(r"^\s*\((i|ii|iii|iv|v|vi|vii|viii)\)\s", re.MULTILINE)
NUMBER = re.compile(r"Transmittal\s+No\.?:?\s*(\d{2}-[0-9A-Z]{1,4})", re.I)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says."""

    number: str
    purchaser: str
    items: Mapping[str, str]
    justification: str = ""
    title: str = ""
    value: int | None = None
    mde: int | None = None
    contractors: tuple[str, ...] = ()
    markers: tuple[str, ...] = field(default=())

    @property
    def notified_on(self) -> str | None:
        """The day on which the report was delivered to Congress."""
        return day_in(self.items.get("viii", ""))


def is_notice(value: Any) -> bool:
    """Whether a JSON value is a document of the Federal Register."""
    return isinstance(value, dict) and "document_number" in value


def read_notice(
    file: Path, document: Mapping[str, Any], number: int, at: datetime
) -> Record:
    """A document as a record."""
    record = Record(number, str(document.get("document_number")))
    text = _text(file, document)
    notice = None if text is None else parse_notice(text)
    if text is None:
        record.problems.append(
            "the document has no text: put it as text into the JSON, or into "
            f"{file.with_suffix('.txt').name} beside it"
        )
    elif notice is None:
        record.problems.append(
            "the text is no notice under section 36(b)(1): a transmittal number or "
            "item (i) is missing"
        )
    else:
        _add(Reading(file.name), record, document, notice, at)
    return record


def _text(file: Path, document: Mapping[str, Any]) -> str | None:
    given = next((document[n] for n in TEXTS if isinstance(document.get(n), str)), None)
    beside = file.with_suffix(".txt")
    if given is None and beside.is_file():
        return beside.read_text(errors="replace")
    return given


def parse_notice(text: str) -> Notice | None:
    """What the text of a notice says; None where it is none."""
    plain = unescape(re.sub(r"<[^>]+>", "", text)).replace("\r\n", "\n")
    number = NUMBER.search(plain)
    before, _, justification = plain.partition("POLICY JUSTIFICATION")
    items = dict(_items(before))
    if number is None or "i" not in items:
        return None
    amounts = items.get("ii", "")
    return Notice(
        number=number[1].upper(),
        purchaser=purchaser_in(items["i"]),
        items=items,
        justification=_joined(justification),
        title=title_in(justification),
        value=amount_in(amounts, "total"),
        mde=amount_in(amounts, "major defense equipment"),
        contractors=contractors_in(_joined(justification)),
        markers=tuple(m for m, p in MARKERS.items() if re.search(p, plain, re.I)),
    )


def _items(text: str) -> Iterator[tuple[str, str]]:
    places = list(ITEMS.finditer(text))
    ends = [place.start() for place in places[1:]] + [len(text)]
    for place, end in zip(places, ends, strict=False):
        yield place[1], text[place.end() : end]


def _joined(text: str) -> str:
    return " ".join(text.split())


def purchaser_in(item: str) -> str:
    """The purchaser's name, as item (i) has it."""
    name = _joined(item.partition(":")[2] or item).rstrip(".")
    name = re.sub(rf"^(?:the )?{PURCHASER}(?:the )?", "", name, flags=re.I)
    return name.strip()


def amount_in(item: str, word: str) -> int | None:
    """The amount on the line that begins with a word, in whole dollars."""
    for line in item.splitlines():
        if line.strip().lower().startswith(word) and (found := AMOUNT.search(line)):
            dollars = float(found[1].replace(",", ""))
            return round(dollars * SCALES.get((found[2] or "").lower(), 1))
    return None


def day_in(item: str) -> str | None:
    """The first day that a text names, such as January 25, 2024."""
    found = re.search(r"([A-Z][a-z]+ \d{1,2}, \d{4})", item)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%B %d, %Y").date().isoformat()
    except ValueError:
        return None


def title_in(justification: str) -> str:
    """The line that names purchaser and sale, without the purchaser."""
    line = next((line for line in justification.splitlines() if line.strip()), "")
    return re.split(r"\s*[\u2013\u2014]+\s*|\s--?\s", line.strip(), maxsplit=1)[-1]


def contractors_in(justification: str) -> tuple[str, ...]:
    """The principal contractors that a justification names."""
    found = re.search(
        r"principal contractors?(?: for this case)? (?:will be|is|are)"
        r" (.+?)\.(?: [A-Z]|$)",
        justification,
    )
    if found is None:
        return ()
    named = re.split(r"; (?:and )?| and (?=[A-Z])", found[1])
    return tuple(re.split(r",| located", name)[0].strip() for name in named if name)


def _add(
    reading: Reading,
    record: Record,
    document: Mapping[str, Any],
    notice: Notice,
    at: datetime,
) -> None:
    id = f"fms-{slug(notice.number)}-fr"
    witness = Witness(reading, record, _source(document), at)
    told = f"{notice.title} for {notice.purchaser}, transmittal {notice.number}"
    claim = witness.claim(
        f"{id}-notice", f"Proposed sale: {told}.", f"sale:{id}", "the whole notice"
    )
    witness.node("Sale", claim, _sale(id, document, notice))
    # The purchaser, agency and firms are those of these names that the graph has.
    sale = f"sale:{id}"
    witness.named("TO", sale, "PartnerNation", notice.purchaser, claim, id)
    for name in notice.contractors:
        named = f"{id}-{slug(name)}"
        firm = partial(_firm, witness, name, claim)
        witness.named("NAMES", sale, "Contractor", name, claim, named, make=firm)


def _firm(witness: Witness, name: str, claim: str) -> str:
    """Add a firm that the graph does not have by this name."""
    id = f"contractor:{slug(name)}"
    witness.node("Contractor", claim, {"id": id, "name": name})
    return id


def _sale(id: str, document: Mapping[str, Any], notice: Notice) -> dict[str, Any]:
    title = notice.title or f"Transmittal {notice.number}"
    told = f"Proposed foreign military sale to {notice.purchaser}: {title}."
    given = {
        "id": f"sale:{id}",
        "transmittalNumber": notice.number,
        "title": title,
        "category": category_of(title).name,
        "channel": SaleChannel.FMS.name,
        "description": told,
        "estimatedValue": notice.value,
        "mdeValue": notice.mde,
        "status": SaleStatus.NOTIFIED.name,
        "notifiedOn": notice.notified_on,
        "statutoryBasis": "AECA 36(b)(1)",
        "majorItems": _joined(notice.items.get("iii", "")) or None,
        "contractorStatus": _contractor_status(notice).name,
        "technologySecurityMarkers": list(notice.markers),
        "noticeUrl": document.get("html_url"),
        "extractionMethod": "parsed from the Federal Register",
    }
    return {name: value for name, value in given.items() if value is not None}


def category_of(title: str) -> SaleCategory:
    """What a sale is mainly of, by its title."""
    fitting = (c for c, p in CATEGORIES.items() if re.search(p, title, re.I))
    return next(fitting, SaleCategory.OTHER)


def _contractor_status(notice: Notice) -> ContractorStatus:
    if notice.contractors:
        return ContractorStatus.NAMED
    return ContractorStatus.NOT_CAPTURED


def _source(document: Mapping[str, Any]) -> dict[str, Any]:
    number = str(document["document_number"])
    given = {
        "id": f"source:federal-register-{slug(number)}",
        "title": f"Federal Register {number}, {document.get('title') or TITLE}",
        "kind": "Federal Register notice",
        "url": document.get("html_url"),
        "publishedOn": document.get("publication_date"),
        "standing": "PRIMARY",
    }
    return {name: value for name, value in given.items() if value is not None}
