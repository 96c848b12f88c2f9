"""Masters on the disk: those that were replaced or given out, and those that other programs have open."""
