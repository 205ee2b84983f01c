"""What the JSON API of scheduling takes and answers, a file per capability."""
