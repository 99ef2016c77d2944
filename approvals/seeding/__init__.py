"""Much data for measurements, realistic in shape: tenants and twins by the acts, drafts in bulk."""

from approvals.seeding.copies import multiply
from approvals.seeding.tenants import Seeded, plant

__all__ = ["Seeded", "multiply", "plant"]
