"""The ordinary way: Strawberry resolvers with a DataLoader for each relation.

It answers the questions in ArmsGraph's own language, with as much of the schema as they
need, as services over a graph are mostly written: a resolver per field, and relations
loaded in batches, one statement per relation and level.
"""
