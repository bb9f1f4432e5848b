from __future__ import annotations

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

from api.graphql import make_schema
from graph.fields import Structure
from graph.model import MODEL
from graph.plan import meaning_of

ROOT = Path(__file__).parent.parent
SCHEMA = make_schema()
CORE: GraphQLSchema = SCHEMA._schema


def test_schema_graphql_is_the_printed_schema() -> None:
    committed = (ROOT / "schema.graphql").read_text()
    assert committed == SCHEMA.as_str() + "\n", "run: make schema"


def test_every_type_field_argument_and_enum_value_is_described() -> None:
    silent = []
    for name, type_ in CORE.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        silent += [name] * (not type_.description)
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for key, field in type_.fields.items():
                    silent += [f"{name}.{key}"] * (not field.description)
                    silent += [
                        f"{name}.{key}({arg}:)"
                        for arg, declared in field.args.items()
                        if not declared.description
                    ]
            case GraphQLInputObjectType():
                for key, input_field in type_.fields.items():
                    silent += [f"{name}.{key}"] * (not input_field.description)
            case GraphQLEnumType():
                for key, value in type_.values.items():
                    silent += [f"{name}.{key}"] * (not value.description)
    assert silent == []


def test_no_field_has_a_resolver() -> None:
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_):
            for field in type_.fields.values():
                definition = field.extensions["strawberry-definition"]
                assert definition.base_resolver is None


def test_every_field_of_a_node_says_what_it_reads() -> None:
    for label in MODEL.nodes:
        type_ = CORE.type_map[label]
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            assert not isinstance(meaning_of(field), Structure), f"{label}.{name}"


def test_every_label_has_a_field_by_id_and_a_connection() -> None:
    query = CORE.query_type
    assert query is not None
    for label, node in MODEL.nodes.items():
        assert str(query.fields[node.plural].type) == f"{label}Connection!"
        assert str(query.fields[label[0].lower() + label[1:]].type) == label


def test_inputs_print_no_default() -> None:
    assert "= null" not in SCHEMA.as_str()


def test_custom_scalars_are_specified() -> None:
    for name in ("Date", "DateTime", "Money"):
        assert getattr(CORE.type_map[name], "specified_by_url", None)
