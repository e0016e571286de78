"""From drafts to a release."""
