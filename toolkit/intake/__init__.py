"""Raw cells of a form that came back → `Submission`."""
