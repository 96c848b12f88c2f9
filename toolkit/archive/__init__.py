"""What a result was made from, as one code; a closed campaign as a bag of files that can be verified (BagIt)."""
