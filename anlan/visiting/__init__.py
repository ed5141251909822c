"""The visit planner: due checks of all bodies merged place by place into joint visits, which a person accepts."""
