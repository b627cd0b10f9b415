"""窗口收件: an officer finds or registers the person at the counter and fills in the same form pages for them."""
