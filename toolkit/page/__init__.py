"""The result → the leaders' page: one HTML file that a telephone shows and that prints on A4."""
