"""The receipt of an item: its words, its exact message and its hash, and the checks that it passed."""
