"""Imports of the registers, plugged into the batch engine.

The kind for organisations stands here because organisations are a floor below the engine.
"""

from testamur.bulk import kinds
from testamur.qualifications.bulk.organisations import OrganisationRegister
from testamur.qualifications.bulk.register import QualificationRegister, UnitRegister

QUALIFICATIONS = kinds.register(QualificationRegister())
UNITS = kinds.register(UnitRegister())
ORGANISATIONS = kinds.register(OrganisationRegister())
