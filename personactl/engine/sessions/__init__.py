"""Sessions that run in this process: their conversations, what writes them down, and what ends them."""
