"""A read-only public data API: reports, figures and articles of a human-rights documentation organisation."""

__version__ = "0.1.0"
