"""Groups that clustering finds, with measures of how reliable each is."""
