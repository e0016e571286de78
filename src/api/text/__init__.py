"""Words: languages, plain text, search terms, number agreement, dates, ready sentences, messages."""
