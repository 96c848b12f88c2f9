"""One run of each command: the campaign folder, what came in, the processes that read it, what is written."""
