"""Address services: where the office of an organisation is. The only part of the project that speaks HTTP to others.

Only the office is ever sent, never a person.
"""

from reimbursement.geocoding.search import Located, find_candidates, locate

__all__ = ["Located", "find_candidates", "locate"]
