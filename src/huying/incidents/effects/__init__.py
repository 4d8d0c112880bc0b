"""What follows from the acts of an incident."""
