"""Why totals are others than they were: what differs between two states of a campaign, and its part in each total."""
