"""What happens when something owed is late: reminder, supervision letter, circular, interview, each a journalled step."""
