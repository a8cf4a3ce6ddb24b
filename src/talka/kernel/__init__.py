"""Domain-free foundations: ids, money, time, errors."""
