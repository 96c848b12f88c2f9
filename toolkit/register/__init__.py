"""The register: files that came by mail, the agency of each, those that wait for the coordinator, mails sent."""
