"""`python -m testamur.commands`, the same as the console script `testamur`."""

from testamur.commands import main

main(prog_name="testamur")
