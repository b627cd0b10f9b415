"""Reading cases: every function takes who looks first; what they may not see does not exist for them."""
