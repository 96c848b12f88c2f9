"""A Word report that people have edited, joined with the new one: their changes stay, the rest is updated."""
