"""The pages of projects, events and peer reviews: their facts, words, lists and maps."""
