"""What is looked at before forms go out: what will be asked of whom, one form, the rules on last time's figures."""
