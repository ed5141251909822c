"""What stands open to people without an account: lists that law makes public, and what keeps strangers in bounds."""
