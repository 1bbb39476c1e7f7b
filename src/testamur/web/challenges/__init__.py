"""Event data challenges: raised, listed, talked over, decided, corrected, checked and closed."""
