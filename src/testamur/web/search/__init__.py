"""One search for everything that a person may see."""
