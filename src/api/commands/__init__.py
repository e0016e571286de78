"""The commands, a file for each group of words; wired together in cli.py. A refused input changes nothing in the database."""
