"""Reading: whole tables as columns, and what changed since."""
