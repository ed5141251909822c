"""Who there is: areas, organisations, sectors, people and their dated posts, and what a post may see and do."""
