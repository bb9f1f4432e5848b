"""Facts from files into the graph: in the model's own form, and in those of others."""
