"""The demo world: invented organisations, people, learners and batches, the same every time.

Nothing in it is real. It is loaded through the actions and the batch kinds that everybody uses, so that what it shows
is what the service does.
"""
