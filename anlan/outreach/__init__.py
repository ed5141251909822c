"""Publicity: campaigns (专项宣传行动) and the activities that count in them, each verified by a second person."""
