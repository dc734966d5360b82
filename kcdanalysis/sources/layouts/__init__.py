"""How programmes are laid out, whatever their syntax: tables, grids, records, articles."""
