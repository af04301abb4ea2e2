"""File formats, a module each; `table` lists them."""
