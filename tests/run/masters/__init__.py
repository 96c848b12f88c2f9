"""Tests of `toolkit.run.masters`."""
