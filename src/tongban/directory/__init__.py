"""Who: regions, departments, posts, officers, citizens, organisations, mandates, sign-in, calendars."""
