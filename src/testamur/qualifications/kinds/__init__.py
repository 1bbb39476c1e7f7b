"""The kinds of batch of this room, each a package with its layout, rules, findings and declaration."""
