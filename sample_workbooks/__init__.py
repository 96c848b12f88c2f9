"""A campaign of invented workbooks, and the script that makes them (`python -m sample_workbooks.regenerate`)."""
