"""Files and folders: checks whether a file is safe to read, saving in one step, names, zips, locks; and separate
processes."""
