"""The command line: options in, sentences out. All work is done by `run`."""
