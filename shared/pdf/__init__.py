"""Typesetting: designs written in typst, values given as data, PDF/A-3b out. Runs in worker processes."""
