"""Finding an agency by a typed name, an address or a text; officers by their names."""
