"""What tests share: a fixed cast of people in a small piece of city."""
