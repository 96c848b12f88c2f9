"""The result as the leaders' page: one HTML file for telephones that also prints on A4."""
