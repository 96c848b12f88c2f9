"""A PDF of a form or report beside its workbook: its agency, the figures it prints, and the differences of the two."""
