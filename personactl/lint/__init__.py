"""Rules, findings and the report of a lint run. How a report is printed belongs to `report`."""
