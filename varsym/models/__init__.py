"""Visual autoregressive models put together from maps, with their published configurations."""
