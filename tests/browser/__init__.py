"""What people do at a screen, in a real Chromium."""
