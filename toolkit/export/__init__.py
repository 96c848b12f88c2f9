"""A result as tables for programs: CSV files, a SQLite database, and a Data Package that describes them."""

#: The folders of exports in a campaign's folder: with everything, and with the contents for circulation.
FOLDERS = "export", "export-chia-se"
