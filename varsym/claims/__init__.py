"""The kinds of claim: how each is proved and how each is refuted."""
