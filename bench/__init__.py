"""Measuring speed and memory: this pipeline beside its limit and beside the usual ways, in one run on one machine.

Machines differ and are noisy, so what counts is the ratio of two figures of one run. Nothing here is used by the
service itself. :mod:`bench.run` says what is measured, in which order.
"""
