"""The register: what came by mail, whose each file is, what waits for the coordinator, who was written to."""
