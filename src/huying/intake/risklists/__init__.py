"""Lists of areas at risk from files: official dumps, printed lists, a city's own tables; and the divisions they name."""
