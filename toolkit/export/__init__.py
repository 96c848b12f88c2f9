"""The result → tables for programs: CSV files, a SQLite database, and a Data Package that describes them."""

#: The folders in which they are in a campaign's: all of it, and what is for circulation.
FOLDERS = "export", "export-chia-se"
