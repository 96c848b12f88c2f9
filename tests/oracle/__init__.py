"""An oracle for the readers: what a person sees in each cell of a workbook, read by plain, slow code that shares
nothing with the toolkit, and compared with what the toolkit read from the same file."""
