"""Help: short pages in the words of the service, and a search over them."""
