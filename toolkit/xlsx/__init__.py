"""XlsxWriter made strict: what it would drop in silence is an error; the look that all workbooks share."""
