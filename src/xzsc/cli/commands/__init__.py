"""One module a command; `xzsc.cli.registry` names them."""
