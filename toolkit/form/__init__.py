"""The form of one agency as data: what it prints, what it is filled with, and what goes back to the agency."""
