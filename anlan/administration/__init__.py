"""Who holds which post, who acts for whom, who is responsible for what: dated, journalled, decided by the right one."""
