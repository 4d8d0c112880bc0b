"""What happens in the demo city, told as generators that act and wait."""
