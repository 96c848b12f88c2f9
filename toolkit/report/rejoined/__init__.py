"""A Word report that people have worked on, joined with the new one: what they did stays, the rest is renewed."""
