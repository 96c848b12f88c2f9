"""The register: the files that came by mail, their agencies, files that wait for the coordinator, and mails sent."""
