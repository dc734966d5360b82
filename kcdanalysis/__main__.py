"""Run the command line as `python -m kcdanalysis`."""

from kcdanalysis.cli.main import main

if __name__ == "__main__":
    main()
