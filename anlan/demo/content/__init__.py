"""The content of the demo city, as plain Python without Django: areas, sectors, people, places, hazards.

Everything is invented except the administrative areas, their codes and the names of public offices. What is
drawn comes from the `random.Random` that the caller passes, so one seed always gives one city. The loader
`anlan.demo.load` turns these seeds into rows.
"""
