"""Sources: each reads one kind of input into records, and knows nothing of tables."""
