"""sscmsc: a citation and reference manager that starts from published reviews."""

__version__ = "0.1.0"
