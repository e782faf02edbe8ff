"""Claims about contextual mappings."""
