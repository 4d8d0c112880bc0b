"""The pages of volunteering: the volunteer's phone, the desk's lists."""
