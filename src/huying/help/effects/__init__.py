"""What follows from an act: rows kept, people told. Each effect gets a batch of acts and works on it as a set."""
