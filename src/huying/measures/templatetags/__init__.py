"""What templates of measures may say."""
