"""Batches: sent, followed, decided about, and their findings and files read.

``routes`` makes the routes of every kind in the registry. ``kinds`` declares by what names each kind is known here, and
what it shows beyond what all show; ``schemas`` makes its schemas from ``bases``.
"""
