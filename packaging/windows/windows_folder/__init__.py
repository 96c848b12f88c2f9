"""The folder for Windows that needs no installation: what is in it, out of which files, and how it becomes a zip."""
