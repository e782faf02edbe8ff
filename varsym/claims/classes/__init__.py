"""Claims about a whole class of networks: that it comes close to every map of another class."""
