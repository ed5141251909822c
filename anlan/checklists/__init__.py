"""What is looked at on a visit: lists by sector, each version with its items and the law behind every one."""
