"""The register of qualifications and units: search it, read it, and bring it up to date."""
