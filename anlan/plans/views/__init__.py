"""Pages of plans, their places and the day list; of joint visits; of leaders' plans."""
