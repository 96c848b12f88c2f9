"""Files and folders: the kind of a file and whether it is safe to read, saving in one step, names, zips, locks; and
processes of our own."""
