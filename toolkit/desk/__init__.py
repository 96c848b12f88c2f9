"""The coordinator's pages: where the campaign stands, shown in a browser on this machine, and the commands to go on."""
