"""The apps that ship, a JSON file each; what stands in one is said by ``AppDefinition``."""
