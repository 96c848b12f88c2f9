"""An oracle for the readers: what a person sees in each cell of a workbook, read by plain, slow code that shares
nothing with the toolkit, and compared with what the toolkit read from the same file.

`python -m tests.oracle --mutants 5000 --seed 7` tries any number of changed files.
"""
