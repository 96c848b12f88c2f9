"""An agency's own Word or text report → its points and figures, for a form that the agency confirms."""
