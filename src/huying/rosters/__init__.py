"""Who is on duty when: shifts an office must fill, people put on them, who came, and gaps that somebody has to close."""
