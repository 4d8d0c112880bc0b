"""What follows from acts; each function takes a batch of acts."""
