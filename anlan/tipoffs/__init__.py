"""Tip-offs (举报): taken in without an account, the informant sealed, followed from receipt to answer and reward."""
