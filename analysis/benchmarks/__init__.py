"""Measurements against others, run by hand: `python -m analysis.benchmarks.NAME`."""
