"""One run of each command: the campaign folder, its inputs, the processes that read them, the results written."""
