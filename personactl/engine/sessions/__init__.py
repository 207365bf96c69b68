"""Running sessions: their conversations, the journal that stores them, how they end, and their analytics."""
