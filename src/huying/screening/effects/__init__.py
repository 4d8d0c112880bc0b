"""What follows from acts on people of lists; each function takes a batch of acts."""
