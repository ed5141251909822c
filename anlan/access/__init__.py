"""Who was let in and what they looked at: sessions and their limits, the history of sign-ins, rules for passwords,
looks at protected data, and the readable table of roles and rights."""
