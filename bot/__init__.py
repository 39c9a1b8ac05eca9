"""What Extra Mile knows and does: rules and use cases, one module per noun."""
