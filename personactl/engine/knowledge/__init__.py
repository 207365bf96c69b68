"""What the engine does with the documents of knowledge groups."""
