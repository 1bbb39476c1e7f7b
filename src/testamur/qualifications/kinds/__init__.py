"""Imports of the registers, plugged into the batch engine.

The kind for organisations stands here because organisations are a floor below the engine.
"""

from testamur.batches import registry
from testamur.qualifications.kinds.organisations import OrganisationRegister
from testamur.qualifications.kinds.register import QualificationRegister, UnitRegister

QUALIFICATIONS = registry.register(QualificationRegister())
UNITS = registry.register(UnitRegister())
ORGANISATIONS = registry.register(OrganisationRegister())
