"""The chapters of the story, in the order they happen; each is `async def play(stage)`."""
