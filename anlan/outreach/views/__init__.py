"""Pages of publicity: lists, recording, one activity, campaigns."""
