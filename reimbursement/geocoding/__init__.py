"""Address services: where the office of an organisation is. The only part of the project that speaks HTTP to others.

Only the office is ever sent, never a person. `search.locate` is the way in.
"""
