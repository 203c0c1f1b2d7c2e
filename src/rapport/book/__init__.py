"""The book of business: what people keep about their accounts, room by room."""
