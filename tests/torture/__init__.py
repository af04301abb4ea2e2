"""Long tests of what a library survives: `make torture` runs them, `make test` does not."""
