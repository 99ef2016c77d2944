"""Wrong rows made out of right ones, each of which breaks one named constraint."""
