"""Records printed as journals print references, and records made to be mistaken for them."""
