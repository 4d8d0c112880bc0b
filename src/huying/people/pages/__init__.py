"""The pages of people: seats, staff, keys, the audit, the residents' door."""
