"""A result as tables for programs: CSV files, a SQLite database, and a Data Package that describes them."""

#: The folders of exports in a campaign's folder: of everything, and of what is for circulation.
FOLDERS = "export", "export-chia-se"
