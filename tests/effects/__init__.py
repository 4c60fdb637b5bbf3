"""The performers: what each effect does with keys, node and folder, and what it answers."""
