"""From sources to drafts: pages are read into records, records become drafts, a person reviews them. Only commands come here."""
