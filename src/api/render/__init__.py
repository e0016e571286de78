"""Records as bytes: JSON, and the streamed tables CSV and NDJSON."""
