"""Checks before forms are sent: the plan of what is asked, and the rules tried on the previous campaign's figures."""
