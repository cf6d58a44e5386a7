"""Networks from elsewhere as our records."""
