"""Tests of `toolkit.run.rounds`."""
