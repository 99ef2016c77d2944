"""What programs ask: a studio's for its orders, a brand's for what it has published."""
