"""Submissions → `Consolidation`: which file counts, the totals of the province, each agency's status."""
