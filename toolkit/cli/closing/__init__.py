"""The commands that close a campaign and verify what was closed."""
