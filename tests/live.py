"""Fixtures that start real programs: an SMTP server, Redis, the site with its worker, a browser."""
