"""A PDF of a form or report compared with the workbook: the agency, the printed figures, and the differences."""
