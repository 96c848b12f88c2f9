"""Masters on the disk: replaced and issued ones, whether one is current, and masters as input."""
