"""The form of one agency as data: what it prints, its contents, and its returned form."""
