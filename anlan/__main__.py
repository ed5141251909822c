import sys

from anlan.cli import main

sys.exit(main())
