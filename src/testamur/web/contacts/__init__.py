"""Pages of nominated contacts: who is told of an awarding organisation's challenges (event data challenges)."""
