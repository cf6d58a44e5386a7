"""HTTP itself: requests, headers, negotiation, limits, log and metrics."""
