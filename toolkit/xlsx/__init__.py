"""XlsxWriter made strict, so that it raises errors and drops no contents; and formats that all workbooks share."""
