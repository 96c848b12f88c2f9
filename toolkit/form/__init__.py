"""One agency's form as data: its printed texts, its contents, and the form that is returned to the agency."""
