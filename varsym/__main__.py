"""``python -m varsym``: the same command as ``varsym``."""

from varsym.cli import main

if __name__ == "__main__":
    main()
