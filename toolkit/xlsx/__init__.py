"""XlsxWriter made strict, so that what it would drop is an error; and the formats that all workbooks share."""
