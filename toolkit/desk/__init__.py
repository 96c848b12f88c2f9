"""The coordinator's pages: the state of the campaign in a browser on this machine, with the commands to continue."""
