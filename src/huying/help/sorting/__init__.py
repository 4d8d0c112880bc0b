"""What is suggested about messages: category and urgency, the ones alike, the topics coming up. People decide."""
