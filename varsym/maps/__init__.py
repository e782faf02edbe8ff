"""The building blocks of visual autoregressive models, each symbolic, exact and numeric."""
