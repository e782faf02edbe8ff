"""Claims about derivatives of functions of one variable, such as the velocity of a path."""
