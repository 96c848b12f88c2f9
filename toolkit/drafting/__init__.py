"""An agency's report as Word, PDF or text → points and figures for a form that the agency confirms."""
