"""A PDF of a form or report beside its workbook: which agency it is of, what it prints, and where the two differ."""
