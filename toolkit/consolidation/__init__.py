"""Submissions → `Consolidation`: which file counts, the totals of the province, where each agency stands."""
