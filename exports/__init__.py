"""The graph written out: in forms that others read, and that it can be loaded from."""
