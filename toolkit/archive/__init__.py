"""The data code of a result's inputs; a closed campaign as a bag of files that can be verified (BagIt)."""
