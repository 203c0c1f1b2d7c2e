"""`python -m rapport`: the command line."""

from rapport.cli import main

if __name__ == "__main__":
    main()
