"""The field ``whyNot``, and the type of the checks it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.fields import Type, field
from graph.declare import Scalar
from graph.fields import Refutes, Shows
from graph.oversight import SALES_REVIEWED
from graph.reasons import WhyNotCondition
from graph.view import Argument

ARGUMENTS = (
    Argument("sale", Scalar.ID, "The sale's id.", required=True),
    *SALES_REVIEWED.arguments,
)
"""The arguments of the field, beside those of the view."""
CHECK = "A condition for a sale to be among salesReviewed, and whether it is met."


def check_fields(types: Mapping[str, Type]) -> Iterator[StrawberryField]:
    """The fields of a check."""
    condition = types[WhyNotCondition.__name__]
    review, tenure, step = (types[x] for x in ("Review", "Tenure", "ReportingStep"))
    yield field("condition", condition, "The condition.", reads=Shows("condition"))
    yield field("met", bool, "Whether it is met.", reads=Shows("met"))
    yield field("explanation", str, "Why, in words.", reads=Shows("explanation"))
    text = "The reviews it is about: those of the sale by the agency."
    yield field("reviews", list[review], text, reads=Shows("reviews"))  # type: ignore[valid-type]
    text = "The tenures it is about: those at the head of agencies."
    yield field("tenures", list[tenure], text, reads=Shows("tenures"))  # type: ignore[valid-type]
    text = "The reporting lines it is about: those of the chain that comes farthest."
    yield field("chain", list[step], text, reads=Shows("chain"))  # type: ignore[valid-type]


def why_not_field(
    types: Mapping[str, Type], arguments: Iterable[StrawberryArgument]
) -> StrawberryField:
    """The field that says why a sale is not among those reviewed."""
    check = types["WhyNotCheck"]
    return field(
        "whyNot",
        list[check],  # type: ignore[valid-type]
        "The conditions of a sale to be among salesReviewed with the same arguments, "
        "in their order. It is in the answer where the last is met; otherwise the "
        "first that is not says why.",
        reads=Refutes(SALES_REVIEWED),
        arguments=arguments,
    )
