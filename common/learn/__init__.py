"""`./learn`: the program that runs the course. Standard library only: it runs before all else."""
