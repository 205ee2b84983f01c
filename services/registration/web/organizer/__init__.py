"""Pages behind sign-in. The office always comes from the session, never from the address."""
