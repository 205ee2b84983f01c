"""Pure rules of certificates: who earned one, how its number is built, what stands on it."""
