"""Run the claims of a pack as tests: ``pytest --varsym var-universality``."""
