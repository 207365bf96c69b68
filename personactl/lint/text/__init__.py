"""Text -> stretches of it that deserve a word. Pure functions that know nothing of files, personas or rules."""
