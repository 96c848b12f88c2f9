"""A campaign closed, reopened and verified."""
