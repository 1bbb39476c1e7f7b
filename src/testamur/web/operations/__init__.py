"""The operator's home: the queue, batches of all organisations, the health of the service."""
