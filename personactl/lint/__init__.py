"""Rules -> findings -> a report value: what a problem is called and how bad it is, not how it is printed."""
