"""Maps without tiles: boundaries of areas as site data, drawn as vectors, with a list beside each."""
