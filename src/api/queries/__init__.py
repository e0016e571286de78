"""What may be asked, beside the SQL that answers it. Knows no HTTP: takes query models, gives rows, raises errors."""
