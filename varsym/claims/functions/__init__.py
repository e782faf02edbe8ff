"""Claims about functions of real numbers: ReLU, cases, limits, exponentials and logarithms."""
