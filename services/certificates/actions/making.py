"""What the parts of making a file have to agree on."""

from __future__ import annotations

TO_MAKE = "editions"  # the topic that wakes the job which renders and seals
