"""A reference to compare our answers with: graphql-core over rows in memory.

It knows the model and what ``docs/querying.md`` says, and nothing of the compiler.
"""
