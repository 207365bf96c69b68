"""Names in a plan: who has one, who gets one, and what ids are called."""
