"""The demo world: invented organisations, people, learners and batches, the same every time.

Nothing in it is real. It is loaded through the actions and the batch kinds that everybody uses, so that what it shows
is what the service does.
"""

from testamur.demo.learner import EMAIL as LEARNER
from testamur.demo.loading import Teller, is_demo_world, load, load_if_empty
from testamur.demo.people import PASSWORD, PEOPLE

__all__ = ["LEARNER", "PASSWORD", "PEOPLE", "Teller", "is_demo_world", "load", "load_if_empty"]
