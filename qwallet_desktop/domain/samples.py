"""Who appears in sample data, in the demonstration as in a seeded ledger."""

SAMPLE_NAMES = ("Ada Lindqvist", "Harbour Bakery", "Night Heron Studio", "Savings", "Travel fund")
