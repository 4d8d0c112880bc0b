"""What a person or a place has to keep to, why, until when, and how it ends."""
