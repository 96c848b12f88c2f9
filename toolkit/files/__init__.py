"""Files and folders: what a file is and whether it is safe to read, how one is replaced, names, zips, locks."""
