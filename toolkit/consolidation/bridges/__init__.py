"""Why totals changed: what differs between the bases of the totals of two masters, and its part in each total."""
