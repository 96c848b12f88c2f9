"""The register: what came by mail, the agency of each file, what waits for the coordinator, what was sent."""
