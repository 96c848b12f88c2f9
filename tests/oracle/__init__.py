"""An oracle for the readers: what a person sees in each cell of a workbook, read by plain, slow code that shares
nothing with the toolkit's own, and held against what the toolkit made of the same file.

`python -m tests.oracle --mutants 5000 --seed 7` tries as many changed files as one likes.
"""
