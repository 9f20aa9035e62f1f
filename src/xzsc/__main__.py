"""``python -m xzsc``."""

from xzsc.cli import main

if __name__ == "__main__":
    main()
