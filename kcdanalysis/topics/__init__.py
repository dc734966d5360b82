"""Groups that clustering finds, with how far each can be trusted."""
