"""Why totals changed: what differs between what the totals of two masters rest on, and its part in each total."""
